package io.callstream.gateway.call;

import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.JsonRequests;
import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Shows calls and cancels them. An id in a path is ours or Retell's. */
@RestController
@RequestMapping(path = "/api/v1/calls", produces = MediaType.APPLICATION_JSON_VALUE)
final class CallController {

  private final JsonRequests requests;
  private final Calls calls;
  private final Cancelling cancelling;

  CallController(JsonRequests requests, Calls calls, Cancelling cancelling) {
    this.requests = requests;
    this.calls = calls;
    this.cancelling = cancelling;
  }

  /** A page of calls, newest first. */
  @GetMapping
  @QueryParameters({
    "status",
    "outcome",
    "agent_id",
    "to_number",
    "from_number",
    "campaign_id",
    "call_type",
    "disconnection_reason",
    "since",
    "until",
    "q",
    "cursor",
    "limit"
  })
  ResponseEntity<Object> list(@RequestAttribute(Query.ATTRIBUTE) Query query) {
    return switch (CallFilter.read(query)) {
      case CallFilter.Reading.Wanted wanted -> ResponseEntity.ok(calls.list(wanted.filter()));
      case CallFilter.Reading.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
    };
  }

  /** One call. */
  @GetMapping("/{id}")
  ResponseEntity<Object> show(@PathVariable("id") String id) {
    return answer(calls.detail(id));
  }

  /** What happened to one call. */
  @GetMapping("/{id}/events")
  ResponseEntity<Object> timeline(@PathVariable("id") String id) {
    return answer(calls.timeline(id));
  }

  /** Cancels the request of a call: 200 never dialled, 202 will be stopped, 409 too late. */
  @PostMapping("/{id}/cancel")
  ResponseEntity<Object> cancel(
      @PathVariable("id") String id,
      HttpServletRequest request,
      @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return requests.answerWithoutBody(request, () -> cancel(id, apiKeyId));
  }

  private ResponseEntity<Object> cancel(String id, String apiKeyId) {
    return calls
        .detail(id)
        .map(call -> cancel(call, apiKeyId))
        .orElseGet(() -> Problem.unknownCall().answer());
  }

  private ResponseEntity<Object> cancel(ObjectNode call, String apiKeyId) {
    var requestId = call.path("request_id");
    var result =
        requestId.isString()
            ? cancelling.cancel(UUID.fromString(requestId.stringValue()), apiKeyId)
            : Cancelling.Result.NOT_OURS;
    return switch (result) {
      case WITHDRAWN -> ResponseEntity.ok(current(call));
      case STOP_ASKED -> ResponseEntity.accepted().body(current(call));
      case HAS_ENDED -> conflict("The request has ended");
      case NOT_OURS -> conflict("The call was not requested here");
    };
  }

  private Object current(ObjectNode call) {
    return calls.detail(call.path("call_id").stringValue()).orElse(call);
  }

  private static ResponseEntity<Object> conflict(String detail) {
    return Problem.of(HttpStatus.CONFLICT, detail).answer();
  }

  private static ResponseEntity<Object> answer(Optional<?> found) {
    return found
        .<ResponseEntity<Object>>map(ResponseEntity::ok)
        .orElseGet(() -> Problem.unknownCall().answer());
  }
}
