package io.callstream.local.journey;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Listens to the stream of call events and keeps of each call what its highest version says. It can
 * be cut and goes on from the last event it has.
 */
final class Listener {

  private final Rig rig;
  private final Map<String, JsonNode> calls = new HashMap<>();
  private String lastId = "";

  /** Hears all from now on. */
  Listener(Rig rig) {
    this.rig = rig;
    listen(0);
  }

  /** The newest that was heard of each call, by id. */
  Map<String, JsonNode> calls() {
    return Map.copyOf(calls);
  }

  /** Goes on until so many more have been heard, and is cut. */
  void listen(int events) {
    try (var in = new BufferedReader(new InputStreamReader(stream(), StandardCharsets.UTF_8))) {
      var id = lastId;
      int heard = 0;
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          hear(Calls.tree(line.substring(6)).path("call"));
          heard++;
        } else if (line.isEmpty()) {
          lastId = id;
          if (heard >= events) {
            return;
          }
        }
      }
      throw new AssertionError("the gateway has ended the stream");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that was cut keeps its place until the gateway notices: there may be none at first. */
  private InputStream stream() {
    return await("a place among the listeners")
        .atMost(Rig.LIMIT)
        .until(() -> rig.gateway().open("/api/v1/calls/stream", lastHeard()), Optional::isPresent)
        .orElseThrow();
  }

  private Map<String, String> lastHeard() {
    return lastId.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastId);
  }

  private void hear(JsonNode call) {
    calls.merge(
        call.path("call_id").asString(),
        call,
        (known, news) ->
            news.path("version").asLong() > known.path("version").asLong() ? news : known);
  }
}
