package io.callstream.gateway.call;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.JsonBody;
import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Takes calls. */
@RestController
final class PlacingController {

  private static final String PATH = "/api/v1/calls";

  private final BodyReader bodies;
  private final Placing placing;

  PlacingController(BodyReader bodies, Placing placing) {
    this.bodies = bodies;
    this.placing = placing;
  }

  /** Accepts a call: 202 with its detail view. It is dialled as soon as it is due and may be. */
  @PostMapping(
      path = PATH,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> place(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return switch (IdempotencyKey.of(request)) {
      case IdempotencyKey.Wrong wrong ->
          Problem.badRequest(IdempotencyKey.HEADER, wrong.message()).answer();
      case IdempotencyKey.Read read ->
          bodies.read(request, BodyLimits.API_BYTES, body -> place(body, read.key(), apiKeyId));
    };
  }

  private ResponseEntity<Object> place(
      Body body, @Nullable String idempotencyKey, String apiKeyId) {
    if (!(body instanceof Body.Whole whole)) {
      return Body.problem(body).answer();
    }
    return switch (JsonBody.read(whole.bytes())) {
      case JsonBody.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
      case JsonBody.Document document ->
          answer(placing.place(document.object(), idempotencyKey, apiKeyId));
    };
  }

  private static ResponseEntity<Object> answer(Placing.Result result) {
    return switch (result) {
      case Placing.Result.Accepted accepted ->
          accepted(accepted.command()).body(view(accepted.command()));
      case Placing.Result.Repeated repeated ->
          accepted(repeated.command())
              .header(IdempotencyKey.REPLAYED, "true")
              .body(view(repeated.command()));
      case Placing.Result.OtherBody _ ->
          Problem.of(HttpStatus.CONFLICT, "This Idempotency-Key was used before, with another body")
              .answer();
      case Placing.Result.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
    };
  }

  private static ResponseEntity.BodyBuilder accepted(PlaceCall command) {
    return ResponseEntity.accepted().location(URI.create(PATH + "/" + command.callId()));
  }

  private static Object view(PlaceCall command) {
    return RequestedCall.accepted(command);
  }
}
