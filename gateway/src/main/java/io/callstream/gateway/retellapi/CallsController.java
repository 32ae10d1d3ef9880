package io.callstream.gateway.retellapi;

import io.callstream.gateway.call.Cancelling;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.RetellErrors;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Retell's get-call and stop-call, answered from our own read model. */
@RestController
final class CallsController {

  private final CallChanges calls;
  private final Cancelling cancelling;
  private final Provider provider;

  CallsController(CallChanges calls, Cancelling cancelling, Provider provider) {
    this.calls = calls;
    this.cancelling = cancelling;
    this.provider = provider;
  }

  /** A call by our id or Retell's; 422 for one that nobody has, as Retell says it. */
  @GetMapping(path = "/v2/get-call/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> get(@PathVariable("id") String id) {
    return calls
        .find(id)
        .<ResponseEntity<Object>>map(row -> ResponseEntity.ok(CallView.of(row)))
        .orElseGet(CallsController::unknown);
  }

  /** Stops a call, or keeps it from being dialled at all: 204 when it will not go on. */
  @PostMapping("/v2/stop-call/{id}")
  ResponseEntity<Object> stop(
      @PathVariable("id") String id, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return calls.find(id).map(row -> stop(row, apiKeyId)).orElseGet(CallsController::unknown);
  }

  private ResponseEntity<Object> stop(ObjectNode row, String apiKeyId) {
    var requestId = row.path("request_id");
    if (!requestId.isString()) {
      var retells = row.path("retell_call_id").asString("");
      return Passed.on(provider.ask("POST", "/v2/stop-call/" + Provider.segment(retells), null));
    }
    return switch (cancelling.cancel(UUID.fromString(requestId.stringValue()), apiKeyId)) {
      case WITHDRAWN, STOP_ASKED -> ResponseEntity.noContent().build();
      case HAS_ENDED -> RetellErrors.answer(HttpStatus.BAD_REQUEST, "The call has ended");
      case NOT_OURS -> unknown();
    };
  }

  /** As Retell says it of an id that nobody has. */
  static ResponseEntity<Object> unknown() {
    return RetellErrors.answer(
        HttpStatus.UNPROCESSABLE_CONTENT, "Cannot find requested asset under given API key");
  }
}
