package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.call.Calls;
import io.callstream.gateway.call.Cancelling;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.RetellErrors;
import jakarta.servlet.http.HttpServletRequest;
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

/** Retell's get-call, list-calls and stop-call, answered from our own read model. */
@RestController
final class CallsController {

  private final RetellBodies bodies;
  private final Calls calls;
  private final Cancelling cancelling;
  private final Provider provider;

  CallsController(RetellBodies bodies, Calls calls, Cancelling cancelling, Provider provider) {
    this.bodies = bodies;
    this.calls = calls;
    this.cancelling = cancelling;
    this.provider = provider;
  }

  /** A call by our id or Retell's; 422 for one that nobody has, as Retell says it. */
  @GetMapping(path = "/v2/get-call/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> get(@PathVariable("id") String id) {
    return calls
        .detail(id)
        .<ResponseEntity<Object>>map(row -> ResponseEntity.ok(CallView.of(row)))
        .orElseGet(CallsController::unknown);
  }

  /** A page of calls without what was said in them, by the newest request. */
  @PostMapping(path = "/v3/list-calls", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> list(HttpServletRequest request) {
    return bodies.read(
        request,
        body ->
            switch (ListBody.read(body)) {
              case ListBody.Reading.Wrong(var message) ->
                  RetellErrors.answer(HttpStatus.BAD_REQUEST, message);
              case ListBody.Reading.Wanted wanted -> list(wanted);
            });
  }

  private ResponseEntity<Object> list(ListBody.Reading.Wanted wanted) {
    return calls
        .list(wanted.conditions(), wanted.paginationKey(), wanted.limit())
        .<ResponseEntity<Object>>map(page -> ResponseEntity.ok(page(page)))
        .orElseGet(
            () -> RetellErrors.answer(HttpStatus.BAD_REQUEST, "pagination_key is not one of ours"));
  }

  private static ObjectNode page(Calls.Page page) {
    var answer = Json.mapper().createObjectNode();
    var items = answer.putArray("items");
    page.items().forEach(row -> items.add(CallView.of(row)));
    answer.put("has_more", page.nextCursor() != null);
    if (page.nextCursor() != null) {
      answer.put("pagination_key", page.nextCursor());
    }
    return answer;
  }

  /** Stops a call, or keeps it from being dialled at all: 204 when it will not go on. */
  @PostMapping("/v2/stop-call/{id}")
  ResponseEntity<Object> stop(
      @PathVariable("id") String id, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return calls.detail(id).map(row -> stop(row, apiKeyId)).orElseGet(CallsController::unknown);
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

  private static ResponseEntity<Object> unknown() {
    return RetellErrors.answer(
        HttpStatus.UNPROCESSABLE_CONTENT, "Cannot find requested asset under given API key");
  }
}
