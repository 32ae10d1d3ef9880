package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.JsonBody;
import io.callstream.gateway.web.RetellErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads the bodies of these routes, and refuses in Retell's shape what is none. */
@Component
final class RetellBodies {

  private final BodyReader bodies;

  RetellBodies(BodyReader bodies) {
    this.bodies = bodies;
  }

  /** Hands a JSON object on; no body counts as an empty one. */
  ResponseEntity<Object> read(
      HttpServletRequest request, Function<ObjectNode, ResponseEntity<Object>> use) {
    return read(request, BodyLimits.API_BYTES, use);
  }

  /** The same with a limit of its own. */
  ResponseEntity<Object> read(
      HttpServletRequest request, int limit, Function<ObjectNode, ResponseEntity<Object>> use) {
    return bodies.read(
        request,
        limit,
        body -> {
          if (!(body instanceof Body.Whole whole)) {
            return RetellErrors.answer(Body.problem(body));
          }
          if (whole.bytes().length == 0) {
            return use.apply(Json.mapper().createObjectNode());
          }
          return switch (JsonBody.read(whole.bytes())) {
            case JsonBody.Document document -> use.apply(document.object());
            case JsonBody.Wrong wrong ->
                RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(wrong.errors()));
          };
        });
  }
}
