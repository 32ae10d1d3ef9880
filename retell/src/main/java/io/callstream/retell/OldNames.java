package io.callstream.retell;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Moves members of a call object from names that Retell gave up to today's; nothing is lost. */
final class OldNames {

  private static final List<String> LATENCIES =
      List.of("e2e", "asr", "llm", "llm_websocket_network_rtt", "tts", "knowledge_base", "s2s");

  private OldNames() {}

  /** A copy under today's names. Where a call has both, the old one stays as it is. */
  static ObjectNode renewed(ObjectNode received) {
    var call = received.deepCopy();
    LATENCIES.forEach(part -> moveLatency(call, part));
    moveStorage(call);
    return call;
  }

  private static void moveLatency(ObjectNode call, String part) {
    var old = call.get(part + "_latency");
    var latency = call.get("latency");
    if (old == null || !old.isObject() || (latency != null && latency.has(part))) {
      return;
    }
    if (!(latency instanceof ObjectNode)) {
      if (latency != null && !latency.isNull()) {
        return;
      }
      latency = JsonNodeFactory.instance.objectNode();
      call.set("latency", latency);
    }
    ((ObjectNode) latency).set(part, call.remove(part + "_latency"));
  }

  private static void moveStorage(ObjectNode call) {
    var optedOut = call.get("opt_out_sensitive_data_storage");
    if (optedOut != null && optedOut.isBoolean() && !call.hasNonNull("data_storage_setting")) {
      call.remove("opt_out_sensitive_data_storage");
      call.put(
          "data_storage_setting", optedOut.booleanValue() ? "basic_attributes_only" : "everything");
    }
  }
}
