package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A row of ours as Retell's call object (Retell docs, get-call). Pure. */
final class CallView {

  /** Columns by the member they are. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("call_type", "call_type"),
          Map.entry("direction", "direction"),
          Map.entry("agent_id", "agent_id"),
          Map.entry("from_number", "from_number"),
          Map.entry("to_number", "to_number"),
          Map.entry("disconnection_reason", "disconnection_reason"),
          Map.entry("metadata", "metadata"),
          Map.entry("retell_llm_dynamic_variables", "variables"),
          Map.entry("duration_ms", "duration_ms"),
          Map.entry("recording_url", "recording_url"),
          Map.entry("public_log_url", "public_log_url"),
          Map.entry("transcript", "transcript"),
          Map.entry("transcript_object", "transcript_object"),
          Map.entry("transcript_with_tool_calls", "transcript_with_tool_calls"),
          Map.entry("call_analysis", "call_analysis"),
          Map.entry("call_cost", "call_cost"),
          Map.entry("latency", "latency"));

  private static final Set<String> OVER = Set.of("ended", "not_connected", "error");

  /** What Retell keeps of a call; of the row when it was changed, else among what is Retell's. */
  static final String STORAGE = "data_storage_setting";

  private static final String ATTRIBUTES_ALONE = "basic_attributes_only";

  /** What Retell keeps no more once a call's attributes alone are kept. */
  private static final Set<String> CONTENT =
      Set.of(
          "transcript",
          "transcript_object",
          "transcript_with_tool_calls",
          "scrubbed_transcript_with_tool_calls",
          "recording_url",
          "recording_multi_channel_url",
          "public_log_url");

  private CallView() {}

  /** The call; what nobody knows is left out, as Retell does. */
  static ObjectNode of(ObjectNode row) {
    var call = Json.mapper().createObjectNode();
    if (row.path("raw_extra") instanceof ObjectNode extra) {
      call.setAll(extra);
    }
    call.put("call_id", idOf(row));
    SAME.forEach((name, column) -> copy(call, name, row.path(column)));
    call.put("call_status", status(row));
    if (!call.has("agent_id")) {
      call.put("agent_id", "");
    }
    if (!call.has("agent_version")) {
      call.put("agent_version", 0);
    }
    time(call, "start_timestamp", row.path("started_at"));
    time(call, "end_timestamp", row.path("ended_at"));
    var reason = reason(row);
    if (reason != null) {
      call.put("disconnection_reason", reason);
    }
    copy(call, "retell_call_id", row.path("retell_call_id"));
    copy(call, STORAGE, row.path(STORAGE));
    if (row.path(STORAGE).asString("").equals(ATTRIBUTES_ALONE)) {
      call.remove(CONTENT);
    }
    return call.put("callstream_call_id", row.path("call_id").asString(""));
  }

  /** Ours for what we dial, since that is what its create answered; else Retell's. */
  private static String idOf(ObjectNode row) {
    boolean dialled =
        row.path("request_id").isString() && !"web_call".equals(row.path("call_type").asString(""));
    var retells = row.path("retell_call_id");
    return dialled || !retells.isString()
        ? row.path("call_id").stringValue()
        : retells.stringValue();
  }

  private static String status(ObjectNode row) {
    var retells = row.path("retell_status").asString("");
    return switch (row.path("status").asString("")) {
      case "completed" -> OVER.contains(retells) ? retells : "ended";
      // Retell pairs manual_stopped with ended, and error_unknown with error.
      case "cancelled" -> OVER.contains(retells) ? retells : "ended";
      case "failed" -> OVER.contains(retells) ? retells : unconnected(row);
      case "in_progress" -> "ongoing";
      default -> "registered";
    };
  }

  private static String unconnected(ObjectNode row) {
    return switch (row.path("error_code").asString("")) {
      case "abandoned", "lost" -> "error";
      default -> "not_connected";
    };
  }

  /** Of an end of ours, which Retell has no word for, the nearest that it has. */
  private static @Nullable String reason(ObjectNode row) {
    if (row.path("disconnection_reason").isString()) {
      return null;
    }
    return switch (row.path("error_code").asString("")) {
      case "rejected", "expired", "undeliverable" -> "dial_failed";
      case "abandoned", "lost" -> "error_unknown";
      default -> "cancelled".equals(row.path("status").asString("")) ? "manual_stopped" : null;
    };
  }

  private static void copy(ObjectNode call, String name, JsonNode value) {
    boolean none = value.isMissingNode() || value.isNull() || (value.isObject() && value.isEmpty());
    if (!none) {
      call.set(name, value);
    }
  }

  private static void time(ObjectNode call, String name, JsonNode value) {
    if (value.isString()) {
      call.put(name, Instant.parse(value.stringValue()).toEpochMilli());
    }
  }
}
