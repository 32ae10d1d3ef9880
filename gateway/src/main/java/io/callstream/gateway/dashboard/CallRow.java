package io.callstream.gateway.dashboard;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A call in a list.
 *
 * @param number the other side's; a web call has none
 * @param hold why it waits; empty when it does not
 */
record CallRow(
    String id,
    String number,
    String status,
    String statusWord,
    String outcomeWord,
    String agent,
    int attempt,
    @Nullable When requested,
    String duration,
    String variables,
    String hold) {

  private static final int VARIABLES_MAX = 80;

  /** Of an item of the API's list. */
  static CallRow of(JsonNode call) {
    var status = call.path("status").asString("");
    return new CallRow(
        call.path("call_id").asString(""),
        number(call),
        status,
        Words.status(status),
        Words.name(call.path("outcome").asString("")),
        call.path("agent_id").asString(""),
        call.path("attempt").asInt(1),
        When.of(call.path("requested_at")),
        duration(call),
        variables(call.path("variables")),
        call.path("hold").path("text").asString(""));
  }

  /** Whom it is with. */
  static String number(JsonNode call) {
    if (call.path("call_type").asString("").equals("web_call")) {
      return "Web call";
    }
    boolean inbound = call.path("direction").asString("").equals("inbound");
    return call.path(inbound ? "from_number" : "to_number").asString("unknown number");
  }

  static String duration(JsonNode call) {
    var millis = call.path("duration_ms");
    return millis.isNumber() ? Words.duration(millis.longValue()) : "";
  }

  private static String variables(JsonNode variables) {
    var text = new StringBuilder();
    variables
        .properties()
        .forEach(member ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(member.getKey())
                .append(": ")
                .append(member.getValue().asString("")));
    return text.length() <= VARIABLES_MAX
        ? text.toString()
        : text.substring(0, VARIABLES_MAX) + "…";
  }
}
