package io.callstream.local.journey;

import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Placing calls and reading them, as a caller does. */
final class Calls {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Rig rig;

  Calls(Rig rig) {
    this.rig = rig;
  }

  /** Asks until the gateway has said 202; the key makes that one request. */
  Request place(String toNumber) {
    String key = UUID.randomUUID().toString();
    byte[] body = Json.bytes(Map.of("to_number", toNumber));
    HttpResponse<String> answer =
        await("the gateway takes a call to " + toNumber)
            .atMost(Rig.LIMIT)
            .pollInterval(POLL)
            .ignoreException(UncheckedIOException.class)
            .until(
                () -> rig.gateway().post("/api/v1/calls", body, Map.of("Idempotency-Key", key)),
                response -> response.statusCode() < 500);
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    JsonNode call = tree(answer.body());
    return new Request(UUID.fromString(call.path("call_id").asString()), toNumber);
  }

  List<Request> place(Stream<String> toNumbers) {
    return toNumbers.map(this::place).toList();
  }

  /** The row, by our id or Retell's. */
  JsonNode row(String id) {
    return tree(rig.gateway().get("/api/v1/calls/" + id));
  }

  JsonNode row(Request request) {
    return row(request.id().toString());
  }

  /** The timeline's items. */
  JsonNode timeline(Request request) {
    return tree(rig.gateway().get("/api/v1/calls/" + request.id() + "/events")).path("items");
  }

  static boolean ended(JsonNode row) {
    return List.of("completed", "failed", "cancelled").contains(row.path("status").asString());
  }

  void awaitEnds(List<Request> requests) {
    requests.forEach(this::awaitEnd);
  }

  JsonNode awaitEnd(Request request) {
    return await("the call to " + request.toNumber() + " ends")
        .atMost(Rig.LIMIT)
        .pollInterval(POLL)
        .ignoreException(UncheckedIOException.class)
        .until(() -> row(request), Calls::ended);
  }

  static JsonNode tree(String json) {
    return Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }
}
