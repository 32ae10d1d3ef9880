package io.callstream.gateway.web;

import io.callstream.contracts.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON bodies within the limits of the API, and answers those that are none. */
@Component
public final class JsonRequests {

  private static final String UNKNOWN = "Unknown field";

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

  /** Of a request that needs no body: one with members means something that we do not know. */
  public ResponseEntity<Object> answerWithoutBody(
      HttpServletRequest request, Supplier<ResponseEntity<Object>> answer) {
    return answerEvenIfEmpty(
        request,
        body -> {
          var unknown =
              body.propertyNames().stream()
                  .map(name -> new FieldError(FieldError.member(FieldError.BODY, name), UNKNOWN))
                  .toList();
          return unknown.isEmpty() ? answer.get() : Problem.badRequest(unknown).answer();
        });
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
