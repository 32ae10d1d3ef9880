package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.CallLoad.Accepted;
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

  /** Outcome and status by reason (CONTRACT.md), a second time. */
  private static final Map<String, Ending> ENDINGS =
      byReason(
          new Ending("user_hangup", "completed", "answered"),
          new Ending("agent_hangup", "completed", "answered"),
          new Ending("voicemail_reached", "completed", "voicemail"),
          new Ending("dial_no_answer", "failed", "no_answer"),
          new Ending("dial_busy", "failed", "busy"),
          new Ending("user_declined", "failed", "declined"),
          new Ending("invalid_destination", "failed", "invalid"));

  private static final Ending REJECTED = new Ending("rejected", "failed", "failed");
  private static final Ending ABANDONED = new Ending("abandoned", "failed", "unknown");

  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  private final Map<String, Accepted> accepted;
  private final Map<String, String> retellCallIds;
  private final Map<String, List<Create>> creates;
  private final Map<String, JsonNode> truth;
  private final Dials dials;
  private final Set<String> seen = new HashSet<>();
  private final Claim ended = Claim.atRest("every accepted call has ended in the read model");
  private final Claim right = Claim.atRest("its row says what the provider says");
  private final Claim why =
      Claim.atRest("a call that the provider never made was refused by it, or its answer was lost");

  /**
   * @param truth what the provider lists, by its ids
   */
  OwnRows(List<Accepted> accepted, Ledger ledger, Map<String, JsonNode> truth, Dials dials) {
    this.accepted =
        accepted.stream()
            .collect(
                Collectors.toMap(
                    call -> call.callId().toString(), Function.identity(), (one, _) -> one));
    this.retellCallIds = ledger.retellCallIds();
    this.creates = Ledger.by(ledger.creates(), Create::requestId);
    this.truth = truth;
    this.dials = dials;
  }

  private static Map<String, Ending> byReason(Ending... endings) {
    return List.of(endings).stream().collect(Collectors.toMap(Ending::reason, Function.identity()));
  }

  /** False when the row is of no call that was asked for. */
  boolean take(JsonNode row) {
    String callId = row.path("call_id").asString();
    Accepted call = accepted.get(callId);
    if (call == null) {
      return false;
    }
    seen.add(callId);
    ended.unless(
        ENDED.contains(row.path("status").asString()),
        () -> "call %s is %s, hold %s".formatted(callId, row.path("status"), row.path("hold")));
    String retellCallId = retellCallIds.get(callId);
    if (retellCallId == null) {
      saysWhy(call, row);
    } else {
      isAsTheProviderSays(call, row, retellCallId);
    }
    return true;
  }

  /** No other end of ours is possible in a run in which nothing expires. */
  private void saysWhy(Accepted call, JsonNode row) {
    String id = call.callId().toString();
    boolean refused = creates.getOrDefault(id, List.of()).stream().anyMatch(Create::refused);
    // A refusal whose answer was lost is not known to the dispatcher.
    boolean abandoned = dials.abandoned(id);
    Ending ending = abandoned ? ABANDONED : REJECTED;
    Compared compared =
        asAsked(call, row)
            .nothing("retell_call_id")
            .nothing("disconnection_reason")
            .text("error_code", ending.reason())
            .text("status", ending.status())
            .text("outcome", ending.outcome());
    why.unless(
        compared.same() && (refused || abandoned),
        () -> "%s; the ledger has %s".formatted(compared, creates.get(id)));
  }

  private static Compared asAsked(Accepted call, JsonNode row) {
    return new Compared(row)
        .text("request_id", call.callId().toString())
        .number("attempt", 1)
        .nothing("campaign_id")
        .text("to_number", call.toNumber());
  }

  private void isAsTheProviderSays(Accepted asked, JsonNode row, String retellCallId) {
    JsonNode call = truth.get(retellCallId);
    if (call == null) {
      right.unless(false, () -> "the provider does not list %s of %s".formatted(retellCallId, row));
      return;
    }
    String reason = call.path("disconnection_reason").asString("");
    Ending ending = ENDINGS.getOrDefault(reason, new Ending(reason, "failed", "failed"));
    Compared compared =
        asAsked(asked, row)
            .text("retell_call_id", retellCallId)
            .text("disconnection_reason", reason)
            .text("status", ending.status())
            .text("outcome", ending.outcome())
            .nothing("error_code")
            .text("retell_status", call.path("call_status").asString(""))
            .number("duration_ms", call.path("duration_ms").asLong(-1))
            .time("started_at", epoch(call.path("start_timestamp")))
            .time("ended_at", epoch(call.path("end_timestamp")));
    List.of("call_type", "direction", "agent_id", "from_number", "recording_url")
        .forEach(column -> compared.text(column, call.path(column).asString("")));
    right.unless(compared.same(), () -> "%s, but the provider has %s".formatted(compared, call));
  }

  private static Optional<Instant> epoch(JsonNode value) {
    return value.isNumber() ? Optional.of(Instant.ofEpochMilli(value.asLong())) : Optional.empty();
  }

  /**
   * What was found.
   *
   * @param made so many of the calls the provider has to have made
   */
  List<Claim> claims(long made) {
    accepted.keySet().stream()
        .filter(callId -> !seen.contains(callId))
        .forEach(callId -> ended.unless(false, () -> "call " + callId + " has no row"));
    return List.of(ended.atLeast(accepted.size()), right.atLeast(made), why);
  }
}
