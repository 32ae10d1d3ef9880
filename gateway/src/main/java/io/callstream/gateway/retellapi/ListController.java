package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.retellapi.list.CallList;
import io.callstream.gateway.retellapi.list.NewSearch;
import io.callstream.gateway.retellapi.list.OldSearch;
import io.callstream.gateway.retellapi.list.Search;
import io.callstream.gateway.web.RetellErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retell's list-calls in both versions, answered from our own read model: in the order of the
 * requests, without what was said.
 */
@RestController
final class ListController {

  private final RetellBodies bodies;
  private final CallList calls;

  ListController(RetellBodies bodies, CallList calls) {
    this.bodies = bodies;
    this.calls = calls;
  }

  /** A page with its key for the next. */
  @PostMapping(path = "/v3/list-calls", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> list(HttpServletRequest request) {
    return list(request, NewSearch::read, ListController::page);
  }

  /** The calls alone; the id of the last is the key for the next page. */
  @PostMapping(path = "/v2/list-calls", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> listAsBefore(HttpServletRequest request) {
    return list(
        request,
        OldSearch::read,
        page -> Json.mapper().valueToTree(page.rows().stream().map(CallView::of).toList()));
  }

  private ResponseEntity<Object> list(
      HttpServletRequest request,
      Function<ObjectNode, Search.Reading> read,
      Function<CallList.Page, JsonNode> shape) {
    return bodies.read(
        request,
        body ->
            switch (read.apply(body)) {
              case Search.Reading.Wrong(var message) ->
                  RetellErrors.answer(HttpStatus.BAD_REQUEST, message);
              case Search.Reading.Wanted(var search) ->
                  calls
                      .page(search)
                      .<ResponseEntity<Object>>map(page -> ResponseEntity.ok(shape.apply(page)))
                      .orElseGet(() ->
                          RetellErrors.answer(
                              HttpStatus.BAD_REQUEST, "pagination_key is none of ours"));
            });
  }

  private static ObjectNode page(CallList.Page page) {
    var answer = Json.mapper().createObjectNode();
    var items = answer.putArray("items");
    page.rows().forEach(row -> items.add(CallView.of(row)));
    answer.put("has_more", page.more());
    if (page.more()) {
      answer.put("pagination_key", page.rows().getLast().path("call_id").stringValue());
    }
    if (page.total() != null) {
      answer.put("total", page.total());
    }
    return answer;
  }
}
