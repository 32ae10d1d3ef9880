package io.callstream.local.journey;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A listener that is cut fifty times while calls are made knows in the end what the list says. */
class CutListenerIT {

  private static final int CUTS = 50;

  /** Of the list only, or of the event only (CONTRACT.md, "Messages"). */
  private static final List<String> NOT_IN_BOTH = List.of("updated_at", "hold", "transcript");

  private static final List<Integer> BEHAVIOURS = List.of(10, 20, 30, 10, 50);

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);

  @Test
  void endsWithWhatTheListSays() {
    var listener = new Listener(rig);
    List<Request> requests;
    try (Load load = new Load(calls, Duration.ofMillis(100), BEHAVIOURS)) {
      for (int cut = 0; cut < CUTS; cut++) {
        listener.listen(1 + cut % 5);
      }
      requests = load.stop();
    }
    calls.awaitEnds(requests);

    await("the listener has heard all that the list says")
        .atMost(Rig.LIMIT)
        .until(() -> {
          boolean same = heard(listener, requests).equals(listed(requests));
          if (!same) {
            // Some event is still to come: a call is always analysed after its end.
            listener.listen(1);
          }
          return same;
        });
  }

  private static Map<String, JsonNode> heard(Listener listener, List<Request> requests) {
    Map<String, JsonNode> heard = new HashMap<>();
    listener.calls().forEach((id, call) -> heard.put(id, inBoth(call)));
    heard.keySet().retainAll(requests.stream().map(r -> r.id().toString()).toList());
    return heard;
  }

  private Map<String, JsonNode> listed(List<Request> requests) {
    Map<String, JsonNode> listed = new HashMap<>();
    var cursor = "";
    do {
      JsonNode page = Calls.tree(rig.gateway().get("/api/v1/calls?limit=200" + cursor));
      page.path("items").forEach(item -> listed.put(item.path("call_id").asString(), inBoth(item)));
      var next = page.path("next_cursor");
      cursor = next.isString() ? "&cursor=" + next.asString() : "";
    } while (!cursor.isEmpty());
    listed.keySet().retainAll(requests.stream().map(r -> r.id().toString()).toList());
    return listed;
  }

  private static JsonNode inBoth(JsonNode call) {
    ObjectNode row = ((ObjectNode) call).deepCopy();
    row.remove(NOT_IN_BOTH);
    return row;
  }
}
