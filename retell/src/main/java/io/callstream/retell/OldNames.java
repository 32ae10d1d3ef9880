package io.callstream.retell;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Moves members of a call object from names that Retell gave up to today's; nothing is lost. */
final class OldNames {

  private static final List<String> LATENCIES =
      List.of("e2e", "asr", "llm", "llm_websocket_network_rtt", "tts", "knowledge_base", "s2s");

  private OldNames() {}

  /**
   * Another object under today's names, which shares the members that are as they were. Where a
   * call has both, the old one stays as it is.
   */
  static ObjectNode renewed(ObjectNode received) {
    var call = JsonNodeFactory.instance.objectNode().setAll(received);
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
    var parts = JsonNodeFactory.instance.objectNode();
    if (latency instanceof ObjectNode today) {
      parts.setAll(today);
    } else if (latency != null && !latency.isNull()) {
      return;
    }
    call.set("latency", parts.set(part, call.remove(part + "_latency")));
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
