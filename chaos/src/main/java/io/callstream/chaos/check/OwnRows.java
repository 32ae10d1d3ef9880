package io.callstream.chaos.check;

import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.ForeignCall.Ending;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The rows of the calls that were asked for, beside what the provider knows. */
final class OwnRows {

  /** Outcome and status by reason and by our error codes (CONTRACT.md), a second time. */
  private static final Map<String, Ending> ENDINGS =
      List.of(
              new Ending("user_hangup", "completed", "answered"),
              new Ending("agent_hangup", "completed", "answered"),
              new Ending("voicemail_reached", "completed", "voicemail"),
              new Ending("dial_no_answer", "failed", "no_answer"),
              new Ending("dial_busy", "failed", "busy"),
              new Ending("user_declined", "failed", "declined"),
              new Ending("invalid_destination", "failed", "invalid"),
              new Ending("manual_stopped", "cancelled", "cancelled"),
              new Ending("rejected", "failed", "failed"),
              new Ending("expired", "failed", "failed"),
              new Ending("undeliverable", "failed", "failed"),
              new Ending("abandoned", "failed", "unknown"),
              new Ending("lost", "failed", "unknown"))
          .stream()
          .collect(Collectors.toMap(Ending::reason, Function.identity()));

  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  private final Map<String, CallLoad.Accepted> accepted;
  private final Map<String, String> retellCallIds;
  private final Map<String, JsonNode> truth;
  private final Set<String> seen = new HashSet<>();
  private final Claim ended = new Claim("every accepted call has ended in the read model");
  private final Claim right = new Claim("its row says what the provider says");
  private final Claim why = new Claim("a call that the provider never made says why");

  OwnRows(List<CallLoad.Accepted> accepted, Ledger ledger, Map<String, JsonNode> truth) {
    this.accepted =
        accepted.stream()
            .collect(
                Collectors.toMap(
                    call -> call.callId().toString(), Function.identity(), (one, _) -> one));
    this.retellCallIds = ledger.retellCallIds();
    this.truth = truth;
  }

  /** False when the row is of no call that was asked for. */
  boolean take(JsonNode row) {
    String callId = row.path("call_id").asString();
    CallLoad.Accepted call = accepted.get(callId);
    if (call == null) {
      return false;
    }
    seen.add(callId);
    ended.unless(
        ENDED.contains(row.path("status").asString()),
        () -> "call %s is %s, hold %s".formatted(callId, row.path("status"), row.path("hold")));
    String retellCallId = retellCallIds.get(callId);
    if (retellCallId == null) {
      saysWhy(row);
    } else {
      isAsTheProviderSays(row, retellCallId);
    }
    return true;
  }

  private void saysWhy(JsonNode row) {
    Ending ending = ENDINGS.get(row.path("error_code").asString(""));
    why.unless(
        row.path("retell_call_id").isNull() && ending != null && agrees(row, ending),
        () -> row.toString());
  }

  private void isAsTheProviderSays(JsonNode row, String retellCallId) {
    JsonNode call = truth.get(retellCallId);
    if (call == null) {
      right.unless(false, () -> "the provider does not list %s of %s".formatted(retellCallId, row));
      return;
    }
    String reason = call.path("disconnection_reason").asString("");
    Ending ending = ENDINGS.getOrDefault(reason, new Ending(reason, "failed", "failed"));
    right.unless(
        row.path("retell_call_id").asString("").equals(retellCallId)
            && row.path("disconnection_reason").asString("").equals(reason)
            && agrees(row, ending)
            && at(row.path("started_at")).equals(epoch(call.path("start_timestamp")))
            && at(row.path("ended_at")).equals(epoch(call.path("end_timestamp"))),
        () -> "%s, but the provider has %s".formatted(row, call));
  }

  static boolean agrees(JsonNode row, Ending ending) {
    return row.path("status").asString("").equals(ending.status())
        && row.path("outcome").asString("").equals(ending.outcome());
  }

  static Optional<Instant> at(JsonNode value) {
    return value.isString() ? Optional.of(Instant.parse(value.asString())) : Optional.empty();
  }

  private static Optional<Instant> epoch(JsonNode value) {
    return value.isNumber() ? Optional.of(Instant.ofEpochMilli(value.asLong())) : Optional.empty();
  }

  List<Claim> claims() {
    accepted.keySet().stream()
        .filter(callId -> !seen.contains(callId))
        .forEach(callId -> ended.unless(false, () -> "call " + callId + " has no row"));
    return List.of(ended, right, why);
  }
}
