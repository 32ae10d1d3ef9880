package io.callstream.gateway.recipient;

import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the people of a campaign, and what became of them. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}")
final class RecipientController {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  /** As progress counts them. */
  private static final List<String> STATES =
      List.of(
          "not_released",
          "waiting",
          "dialling",
          "in_progress",
          "completed",
          "failed",
          "suppressed",
          "expired",
          "cancelled",
          "abandoned");

  private static final List<String> HOLDS =
      Stream.of(HoldCode.values()).map(HoldCode::wire).toList();

  private final Campaigns campaigns;
  private final RecipientPages pages;
  private final CsvDownloads downloads;

  RecipientController(Campaigns campaigns, RecipientPages pages, CsvDownloads downloads) {
    this.campaigns = campaigns;
    this.pages = pages;
    this.downloads = downloads;
  }

  /** A page of people, in the order of their upload. */
  @GetMapping(path = "/recipients", produces = MediaType.APPLICATION_JSON_VALUE)
  @QueryParameters({"state", "hold", "cursor", "limit"})
  ResponseEntity<Object> list(
      @PathVariable("id") String id, @RequestAttribute(Query.ATTRIBUTE) Query query) {
    var campaign = find(id);
    if (campaign.isEmpty()) {
      return unknown().answer();
    }
    long after = number(query.get("cursor"), 0);
    int limit = (int) number(query.get("limit"), DEFAULT_LIMIT);
    if (after < 0) {
      return Problem.badRequest("cursor", "Must be the next_cursor of a page").answer();
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      return Problem.badRequest("limit", "Must be a number from 1 to " + MAX_LIMIT).answer();
    }
    var wrong = wrongFilter(query);
    if (wrong.isPresent()) {
      return wrong.get().answer();
    }
    var wanted = new RecipientPages.Wanted(query.get("state"), query.get("hold"), after, limit);
    return ResponseEntity.ok(pages.page(campaign.get(), wanted));
  }

  /** The rejected rows of an upload, to be mended and sent again. */
  @GetMapping("/rejects.csv")
  @QueryParameters({"import_id"})
  void rejects(
      @PathVariable("id") String id,
      @RequestAttribute(Query.ATTRIBUTE) Query query,
      HttpServletResponse response)
      throws IOException {
    var campaign = find(id);
    var importId = query.get("import_id");
    if (campaign.isEmpty()) {
      write(unknown(), response);
    } else if (importId != null && Ids.read(importId).isEmpty()) {
      write(Problem.badRequest("import_id", "Must be a UUID"), response);
    } else {
      rejects(
          campaign.get().campaignId(), Optional.ofNullable(importId).flatMap(Ids::read), response);
    }
  }

  private void rejects(UUID campaignId, Optional<UUID> importId, HttpServletResponse response)
      throws IOException {
    if (importId.filter(id -> !downloads.hasUpload(campaignId, id)).isPresent()) {
      write(Problem.of(HttpStatus.NOT_FOUND, "No upload of this campaign has this id"), response);
    } else {
      downloads.rejects(campaignId, importId, response);
    }
  }

  /** What became of each person. */
  @GetMapping("/report.csv")
  void report(@PathVariable("id") String id, HttpServletResponse response) throws IOException {
    var campaign = find(id);
    if (campaign.isEmpty()) {
      write(unknown(), response);
    } else {
      downloads.report(campaign.get(), response);
    }
  }

  private static Optional<Problem> wrongFilter(Query query) {
    var state = query.get("state");
    var hold = query.get("hold");
    if (state != null && !STATES.contains(state)) {
      return Optional.of(
          Problem.badRequest("state", "Must be one of " + String.join(", ", STATES)));
    }
    return hold == null || HOLDS.contains(hold)
        ? Optional.empty()
        : Optional.of(Problem.badRequest("hold", "Must be one of " + String.join(", ", HOLDS)));
  }

  private Optional<Campaign> find(String id) {
    return Ids.read(id).flatMap(campaigns::find);
  }

  private static long number(@Nullable String text, long preset) {
    try {
      return text == null ? preset : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void write(Problem problem, HttpServletResponse response) throws IOException {
    response.setStatus(problem.status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(Json.bytes(problem));
  }

  private static Problem unknown() {
    return Problem.of(HttpStatus.NOT_FOUND, "No campaign has this id");
  }
}
