package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.call.IdempotencyKey;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.RetellErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Retell's create-batch-call: a campaign here, under its rules. */
@RestController
final class BatchController {

  private final RetellBodies bodies;
  private final BatchCreates creates;
  private final InstantSource clock;

  BatchController(RetellBodies bodies, BatchCreates creates, InstantSource clock) {
    this.bodies = bodies;
    this.creates = creates;
    this.clock = clock;
  }

  /** Makes and starts a campaign; its id is the batch's. */
  @PostMapping(path = "/create-batch-call", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> create(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return bodies.read(
        request,
        BodyLimits.BATCH_BYTES,
        body ->
            switch (BatchBody.read(body, clock.instant())) {
              case BatchBody.Reading.Wrong(var errors) ->
                  RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(errors));
              case BatchBody.Reading.Batch batch -> create(request, body, batch, apiKeyId);
            });
  }

  private ResponseEntity<Object> create(
      HttpServletRequest request, ObjectNode body, BatchBody.Reading.Batch batch, String apiKeyId) {
    return switch (IdempotencyKey.of(request)) {
      case IdempotencyKey.Wrong wrong ->
          RetellErrors.answer(
              HttpStatus.BAD_REQUEST, IdempotencyKey.HEADER + ": " + wrong.message());
      case IdempotencyKey.Read(var key) ->
          answer(
              body,
              batch,
              creates.make(
                  batch,
                  new BatchCreates.Identity(
                      apiKeyId, BodyDigest.of(body), key, RetryCount.of(request))));
    };
  }

  private static ResponseEntity<Object> answer(
      ObjectNode body, BatchBody.Reading.Batch batch, BatchCreates.Result result) {
    return switch (result) {
      case BatchCreates.Result.Made(var campaign, var before) -> {
        var answer = ResponseEntity.status(HttpStatus.CREATED);
        if (before) {
          answer.header(IdempotencyKey.REPLAYED, "true");
        }
        yield answer.body(view(body, batch, campaign));
      }
      case BatchCreates.Result.OtherBody _ ->
          RetellErrors.answer(
              HttpStatus.CONFLICT, "This Idempotency-Key was used before, with another body");
      case BatchCreates.Result.Wrong(var errors) ->
          RetellErrors.answer(
              HttpStatus.BAD_REQUEST,
              PhoneCallBody.words(errors).replace("from_numbers[0]", "from_number"));
    };
  }

  private static ObjectNode view(
      ObjectNode body, BatchBody.Reading.Batch batch, Campaign campaign) {
    var startAt = batch.startAt() == null ? campaign.createdAt() : batch.startAt();
    var view =
        Json.mapper()
            .createObjectNode()
            .put("batch_call_id", campaign.campaignId().toString())
            .put("name", batch.rules().path("name").stringValue())
            .put("from_number", body.path("from_number").stringValue())
            .put("scheduled_timestamp", startAt.toEpochMilli())
            .put("total_task_count", batch.tasks().size());
    if (body.path("call_time_window").isObject()) {
      view.set("call_time_window", body.get("call_time_window"));
    }
    return view;
  }
}
