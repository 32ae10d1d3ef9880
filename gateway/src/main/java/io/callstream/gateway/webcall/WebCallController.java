package io.callstream.gateway.webcall;

import io.callstream.gateway.provider.ProviderProblem;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.JsonBody;
import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Makes web calls for who has a key. */
@RestController
final class WebCallController {

  private final BodyReader bodies;
  private final WebCalls webCalls;
  private final WebCallSettings settings;

  WebCallController(BodyReader bodies, WebCalls webCalls, WebCallSettings settings) {
    this.bodies = bodies;
    this.webCalls = webCalls;
    this.settings = settings;
  }

  /** Makes a web call: 201 with what joins it, which is given once and kept nowhere. */
  @PostMapping(
      path = "/api/v1/calls/web-call",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> make(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return bodies.read(request, BodyLimits.API_BYTES, body -> make(body, apiKeyId));
  }

  private ResponseEntity<Object> make(Body body, String apiKeyId) {
    if (!(body instanceof Body.Whole whole)) {
      return Body.problem(body).answer();
    }
    return switch (JsonBody.read(whole.bytes())) {
      case JsonBody.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
      case JsonBody.Document document ->
          switch (WebCallReader.read(document.object(), WebCallReader.KEYED)) {
            case WebCallReader.Reading.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
            case WebCallReader.Reading.Call wanted ->
                answer(webCalls.make(wanted.call(), apiKeyId));
          };
    };
  }

  private ResponseEntity<Object> answer(WebCalls.Result result) {
    return switch (result) {
      case WebCalls.Result.Made made ->
          ResponseEntity.status(HttpStatus.CREATED)
              .body(WebCallAnswers.full(made, settings.publicBaseUrl()));
      case WebCalls.Result.Stopped _ ->
          Problem.of(HttpStatus.CONFLICT, "All dialling has been stopped, web calls too").answer();
      case WebCalls.Result.NoSlot _ ->
          Problem.of(HttpStatus.TOO_MANY_REQUESTS, "As many calls run as may; try again soon")
              .answer();
      case WebCalls.Result.Refused refused -> ProviderProblem.of(refused.answer()).answer();
      case WebCalls.Result.Failed failed -> ProviderProblem.of(failed.answer()).answer();
    };
  }
}
