package io.callstream.gateway.retellapi;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.gateway.call.Calls;
import io.callstream.gateway.call.IdempotencyKey;
import io.callstream.gateway.call.Placing;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.RetellErrors;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Retell's create-phone-call: queued here, dialled under our rules. */
@RestController
final class PhoneCallController {

  private final RetellBodies bodies;
  private final Placing placing;
  private final SdkRetries retries;
  private final Calls calls;

  PhoneCallController(RetellBodies bodies, Placing placing, SdkRetries retries, Calls calls) {
    this.bodies = bodies;
    this.placing = placing;
    this.retries = retries;
    this.calls = calls;
  }

  /** Accepts a call: 201, registered, under our id. */
  @PostMapping(path = "/v2/create-phone-call", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> create(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return bodies.read(
        request,
        body ->
            switch (PhoneCallBody.read(body)) {
              case PhoneCallBody.Reading.Unknown(var names) ->
                  RetellErrors.answer(
                      HttpStatus.BAD_REQUEST,
                      "Callstream does not pass on: " + String.join(", ", names));
              case PhoneCallBody.Reading.Ours(var ours) -> place(request, ours, apiKeyId);
            });
  }

  private ResponseEntity<Object> place(
      HttpServletRequest request, ObjectNode body, String apiKeyId) {
    return switch (IdempotencyKey.of(request)) {
      case IdempotencyKey.Wrong wrong ->
          RetellErrors.answer(
              HttpStatus.BAD_REQUEST, IdempotencyKey.HEADER + ": " + wrong.message());
      case IdempotencyKey.Read(var key) ->
          answer(
              key == null
                  ? retries.place(body, RetryCount.of(request), apiKeyId)
                  : placing.place(body, key, apiKeyId));
    };
  }

  private ResponseEntity<Object> answer(Placing.Result result) {
    return switch (result) {
      case Placing.Result.Accepted(var command) -> created(command, false);
      case Placing.Result.Repeated(var command) -> created(command, true);
      case Placing.Result.OtherBody _ ->
          RetellErrors.answer(
              HttpStatus.CONFLICT, "This Idempotency-Key was used before, with another body");
      case Placing.Result.Wrong wrong ->
          RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(wrong.errors()));
    };
  }

  private ResponseEntity<Object> created(PlaceCall command, boolean replayed) {
    var answer = ResponseEntity.status(HttpStatus.CREATED);
    if (replayed) {
      answer.header(IdempotencyKey.REPLAYED, "true");
    }
    var row = calls.detail(command.callId().toString()).orElseThrow();
    return answer.body(CallView.of(row));
  }
}
