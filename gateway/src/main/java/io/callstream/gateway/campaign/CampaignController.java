package io.callstream.gateway.campaign;

import io.callstream.gateway.call.IdempotencyKey;
import io.callstream.gateway.campaign.CampaignState.Move;
import io.callstream.gateway.campaign.CampaignWork.Creation;
import io.callstream.gateway.campaign.CampaignWork.Result;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.JsonRequests;
import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Makes, changes, shows, starts and stops campaigns. */
@RestController
@RequestMapping(path = "/api/v1/campaigns", produces = MediaType.APPLICATION_JSON_VALUE)
final class CampaignController {

  private static final Set<String> IN_FLIGHT = Set.of("finish", "stop");

  /** What a request keeps of its campaign from the moment it is made. */
  private static final Set<String> MADE_OF =
      Set.of("agent_id", "from_numbers", "variables", "expires_after_s", "end_at");

  private final JsonRequests requests;
  private final CampaignWork work;
  private final Campaigns campaigns;
  private final CampaignPages pages;
  private final ProgressBook progress;

  CampaignController(
      JsonRequests requests,
      CampaignWork work,
      Campaigns campaigns,
      CampaignPages pages,
      ProgressBook progress) {
    this.requests = requests;
    this.work = work;
    this.campaigns = campaigns;
    this.pages = pages;
    this.progress = progress;
  }

  /** Makes a draft. */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> create(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return switch (IdempotencyKey.of(request)) {
      case IdempotencyKey.Wrong wrong ->
          Problem.badRequest(IdempotencyKey.HEADER, wrong.message()).answer();
      case IdempotencyKey.Read read ->
          requests.answer(request, body -> made(work.create(body, read.key(), apiKeyId)));
    };
  }

  /** A page of campaigns, newest first. */
  @GetMapping
  @QueryParameters({"cursor", "limit"})
  ResponseEntity<Object> list(@RequestAttribute(Query.ATTRIBUTE) Query query) {
    return pages.answer(query);
  }

  /** One campaign. */
  @GetMapping("/{id}")
  ResponseEntity<Object> show(@PathVariable("id") String id) {
    return with(id, campaign -> ResponseEntity.ok(campaign.view()));
  }

  /** Changes a draft or a paused campaign. */
  @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> edit(@PathVariable("id") String id, HttpServletRequest request) {
    return requests.answer(
        request, body -> ofId(id, known -> edited(work.edit(known, body), body)));
  }

  /** Lets people be called. */
  @PostMapping("/{id}/start")
  ResponseEntity<Object> start(@PathVariable("id") String id, HttpServletRequest request) {
    return requests.answerWithoutBody(
        request, () -> ofId(id, known -> started(work.move(known, Move.START))));
  }

  private ResponseEntity<Object> started(Result result) {
    if (!(result instanceof Result.Done(var campaign)) || progress.of(campaign).recipients() > 0) {
      return answer(result);
    }
    var view = campaign.view();
    view.withArray("warnings").add("It has nobody to call, and runs on until it has had somebody");
    return ResponseEntity.ok(view);
  }

  /** Lets nobody be called any more; {@code paused} once no dial can leave. */
  @PostMapping("/{id}/pause")
  ResponseEntity<Object> pause(@PathVariable("id") String id, HttpServletRequest request) {
    return requests.answerWithoutBody(request, () -> move(id, Move.PAUSE));
  }

  /** Goes on. */
  @PostMapping("/{id}/resume")
  ResponseEntity<Object> resume(@PathVariable("id") String id, HttpServletRequest request) {
    return requests.answerWithoutBody(request, () -> move(id, Move.RESUME));
  }

  /** Withdraws it; calls that go on are finished, or stopped when the body says so. */
  @PostMapping("/{id}/cancel")
  ResponseEntity<Object> cancel(
      @PathVariable("id") String id,
      HttpServletRequest request,
      @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return requests.answerEvenIfEmpty(request, body -> cancel(id, body, apiKeyId));
  }

  /** How far it is. */
  @GetMapping("/{id}/progress")
  ResponseEntity<Object> progress(@PathVariable("id") String id) {
    return with(id, campaign -> ResponseEntity.ok(progress(campaign)));
  }

  private ObjectNode progress(Campaign campaign) {
    var view = progress.of(campaign).view();
    return view.put("campaign_id", campaign.campaignId().toString())
        .put("state", campaign.state().wire())
        .put("state_reason", campaign.stateReason());
  }

  private ResponseEntity<Object> cancel(String id, ObjectNode body, String apiKeyId) {
    var unknown = body.propertyNames().stream().filter(n -> !n.equals("in_flight")).findFirst();
    if (unknown.isPresent()) {
      return Problem.badRequest("$." + unknown.get(), "Unknown field").answer();
    }
    var inFlight = body.path("in_flight").asString("finish");
    if (!IN_FLIGHT.contains(inFlight)) {
      return Problem.badRequest("$.in_flight", "Must be finish or stop").answer();
    }
    return ofId(id, known -> answer(work.cancel(known, inFlight.equals("stop"), apiKeyId)));
  }

  private ResponseEntity<Object> move(String id, Move move) {
    return ofId(id, known -> answer(work.move(known, move)));
  }

  private ResponseEntity<Object> with(String id, Function<Campaign, ResponseEntity<Object>> use) {
    return ofId(id, known -> campaigns.find(known).map(use).orElseGet(CampaignController::unknown));
  }

  private static ResponseEntity<Object> ofId(
      String id, Function<UUID, ResponseEntity<Object>> use) {
    return Ids.read(id).map(use).orElseGet(CampaignController::unknown);
  }

  /** Who was released before keeps what their request was made of. */
  private ResponseEntity<Object> edited(Result result, ObjectNode changes) {
    if (!(result instanceof Result.Done(var campaign))
        || changes.propertyNames().stream().noneMatch(MADE_OF::contains)) {
      return answer(result);
    }
    var view = campaign.view();
    long before = progress.of(campaign).waiting();
    if (before > 0) {
      view.withArray("warnings")
          .add(
              before
                  + " people wait whose requests were made before: agent, from-number, variables"
                  + " and expiry of theirs stay as they were");
    }
    return ResponseEntity.ok(view);
  }

  private static ResponseEntity<Object> made(Creation creation) {
    return switch (creation) {
      case Creation.First(Result.Done(var campaign)) -> created(campaign).body(campaign.view());
      case Creation.First(var result) -> answer(result);
      case Creation.Repeated(var campaign) ->
          created(campaign).header(IdempotencyKey.REPLAYED, "true").body(campaign.view());
      case Creation.OtherBody _ ->
          Problem.of(HttpStatus.CONFLICT, "This Idempotency-Key was used before, with another body")
              .answer();
    };
  }

  private static ResponseEntity.BodyBuilder created(Campaign campaign) {
    return ResponseEntity.created(URI.create("/api/v1/campaigns/" + campaign.campaignId()));
  }

  private static ResponseEntity<Object> answer(Result result) {
    return switch (result) {
      case Result.Done done -> ResponseEntity.ok(done.campaign().view());
      case Result.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
      case Result.NotNow notNow ->
          Problem.of(HttpStatus.CONFLICT, "The campaign is " + notNow.state().wire()).answer();
      case Result.Unknown _ -> unknown();
    };
  }

  private static ResponseEntity<Object> unknown() {
    return Problem.of(HttpStatus.NOT_FOUND, "No campaign has this id").answer();
  }
}
