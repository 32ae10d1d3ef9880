package io.callstream.gateway.call;

import java.util.List;

/** The columns of {@code calls.api_calls} that the API shows, in the order of its answers. */
final class CallColumns {

  /** Of the detail view; {@code hold} stands beside them. */
  static final List<String> DETAIL =
      List.of(
          "call_id",
          "request_id",
          "campaign_id",
          "attempt",
          "retell_call_id",
          "call_type",
          "direction",
          "agent_id",
          "from_number",
          "to_number",
          "status",
          "outcome",
          "retell_status",
          "disconnection_reason",
          "variables",
          "metadata",
          "created_by",
          "requested_at",
          "placed_at",
          "started_at",
          "ended_at",
          "duration_ms",
          "recording_url",
          "public_log_url",
          "transcript",
          "transcript_object",
          "transcript_with_tool_calls",
          "call_analysis",
          "call_cost",
          "latency",
          "error_code",
          "error_message",
          "raw_extra",
          "version",
          "updated_at");

  /** Of an item of a list: the detail's without what can be large. */
  static final List<String> LIST =
      DETAIL.stream()
          .filter(column -> !column.startsWith("transcript") && !column.equals("raw_extra"))
          .toList();

  private CallColumns() {}
}
