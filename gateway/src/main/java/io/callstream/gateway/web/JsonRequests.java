package io.callstream.gateway.web;

import io.callstream.contracts.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON bodies within the limits of the API, and answers those that are none. */
@Component
public final class JsonRequests {

  private final BodyReader bodies;

  JsonRequests(BodyReader bodies) {
    this.bodies = bodies;
  }

  /** Answers with what becomes of the body; it must be a JSON object. */
  public ResponseEntity<Object> answer(
      HttpServletRequest request, Function<ObjectNode, ResponseEntity<Object>> use) {
    return bodies.read(request, BodyLimits.API_BYTES, body -> answer(body, false, use));
  }

  /** The same, but no body at all means an empty object. */
  public ResponseEntity<Object> answerEvenIfEmpty(
      HttpServletRequest request, Function<ObjectNode, ResponseEntity<Object>> use) {
    return bodies.read(request, BodyLimits.API_BYTES, body -> answer(body, true, use));
  }

  private static ResponseEntity<Object> answer(
      Body body, boolean mayBeEmpty, Function<ObjectNode, ResponseEntity<Object>> use) {
    if (!(body instanceof Body.Whole whole)) {
      return Body.problem(body).answer();
    }
    if (mayBeEmpty && whole.bytes().length == 0) {
      return use.apply(Json.mapper().createObjectNode());
    }
    return switch (JsonBody.read(whole.bytes())) {
      case JsonBody.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
      case JsonBody.Document document -> use.apply(document.object());
    };
  }
}
