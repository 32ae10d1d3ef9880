package io.callstream.gateway.webcall;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.INTERNAL_SERVER_ERROR;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNAUTHORIZED;

import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes web calls as seed 000 does: for who has a key, and for pages of allowed origins that talk
 * to allowed agents. Errors are {@code {"error": "…"}}; 401 from Retell stays 401, its others are
 * 500.
 */
@RestController
final class SeedWebCallController {

  static final String PATH = "/api/create-web-call";

  private final BodyReader bodies;
  private final WebCalls webCalls;
  private final WebCallSettings settings;
  private final AddressLimit addresses;

  SeedWebCallController(
      BodyReader bodies, WebCalls webCalls, WebCallSettings settings, AddressLimit addresses) {
    this.bodies = bodies;
    this.webCalls = webCalls;
    this.settings = settings;
    this.addresses = addresses;
  }

  /**
   * Who asks.
   *
   * @param keyId null without a key
   * @param page as it is written down; null when it is not of an allowed origin
   */
  private record Caller(@Nullable String keyId, @Nullable String page) {

    String name() {
      return keyId == null ? "web " + page : keyId;
    }
  }

  /** Makes a web call: 201 with token and Retell's id. */
  @PostMapping(path = PATH)
  ResponseEntity<Object> make(HttpServletRequest request) {
    var caller = caller(request);
    if (caller.keyId() == null && caller.page() == null) {
      return error(UNAUTHORIZED, "Unauthorized: Admin access required");
    }
    if (caller.keyId() == null && !addresses.admits(request.getRemoteAddr())) {
      return error(TOO_MANY_REQUESTS, "Too many web calls from this address, try again later");
    }
    return bodies.read(request, BodyLimits.API_BYTES, body -> make(body, caller));
  }

  /** A key that opens nothing is no stranger's: its owner shall hear of it. */
  private Caller caller(HttpServletRequest request) {
    var keyId = (String) request.getAttribute(ApiKeyId.ATTRIBUTE);
    boolean wrongKey = keyId == null && request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    return new Caller(
        keyId, origin == null || wrongKey ? null : settings.page(origin).orElse(null));
  }

  private ResponseEntity<Object> make(Body body, Caller caller) {
    if (!(body instanceof Body.Whole whole)) {
      return error(BAD_REQUEST, Body.problem(body).detail());
    }
    return switch (JsonBody.read(whole.bytes())) {
      case JsonBody.Wrong wrong -> wrong(wrong.errors());
      case JsonBody.Document document ->
          switch (WebCallReader.read(
              document.object(),
              caller.keyId() == null ? WebCallReader.OPEN : WebCallReader.KEYED)) {
            case WebCallReader.Reading.Wrong wrong -> wrong(wrong.errors());
            case WebCallReader.Reading.Call wanted -> make(wanted.call(), caller);
          };
    };
  }

  private ResponseEntity<Object> make(NewWebCall wanted, Caller caller) {
    if (caller.keyId() == null && !settings.agents().contains(wanted.agentId())) {
      return error(UNAUTHORIZED, "Unauthorized: this agent_id is not open to web pages");
    }
    return switch (webCalls.make(wanted, caller.name())) {
      case WebCalls.Result.Made made ->
          ResponseEntity.status(CREATED).body(WebCallAnswers.brief(made));
      case WebCalls.Result.Stopped _ ->
          error(INTERNAL_SERVER_ERROR, "All dialling has been stopped, web calls too");
      case WebCalls.Result.NoSlot _ ->
          error(INTERNAL_SERVER_ERROR, "As many calls run as may; try again soon");
      case WebCalls.Result.Refused(var refused) ->
          error(
              refused.httpStatus() == 401 ? UNAUTHORIZED : INTERNAL_SERVER_ERROR,
              // What Retell says of the account is not for strangers.
              caller.keyId() == null
                  ? "Retell refused this web call"
                  : "Retell refused: " + refused.message());
      case WebCalls.Result.Failed _ -> error(INTERNAL_SERVER_ERROR, "Retell gave no usable answer");
    };
  }

  private static ResponseEntity<Object> wrong(List<FieldError> errors) {
    var first = errors.getFirst();
    return error(BAD_REQUEST, first.field() + ": " + first.message());
  }

  private static ResponseEntity<Object> error(HttpStatus status, String message) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("error", message));
  }
}
