package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.ForeignCall.Ending;
import io.callstream.chaos.load.Http;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
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
  private static final Ending EXPIRED = new Ending("expired", "failed", "failed");

  /** Outcomes that the campaign's rules name. */
  private static final Set<String> AGAIN = Set.of("no_answer", "busy");

  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  private final Map<String, Accepted> accepted;
  private final Map<String, String> retellCallIds;
  private final Map<String, List<Create>> creates;
  private final Map<String, JsonNode> truth;
  private final Dials dials;
  private final Set<String> mayExpire;
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Set<String> toBeCalledAgain = new HashSet<>();
  private final Claim ended =
      Claim.atRest("every call of every request has ended in the read model");
  private final Claim right = Claim.atRest("its row says what the provider says");
  private final Claim why;

  /** Of a run in which nothing expires. */
  OwnRows(List<Accepted> accepted, Ledger ledger, Map<String, JsonNode> truth, Dials dials) {
    this(accepted, ledger, truth, dials, Set.of());
  }

  /**
   * @param truth what the provider lists, by its ids
   * @param mayExpire requests that may have ended without a dial
   */
  OwnRows(
      List<Accepted> accepted,
      Ledger ledger,
      Map<String, JsonNode> truth,
      Dials dials,
      Set<String> mayExpire) {
    this.accepted =
        accepted.stream()
            .collect(
                Collectors.toMap(
                    call -> call.requestId().toString(), Function.identity(), (one, _) -> one));
    this.retellCallIds = ledger.retellCallIds();
    this.creates = Ledger.by(ledger.creates(), Create::callId);
    this.truth = truth;
    this.dials = dials;
    this.mayExpire = mayExpire;
    this.why =
        Claim.atRest(
            "a call that the provider never made was refused by it, or its answer was lost"
                + (mayExpire.isEmpty() ? "" : ", or it expired"));
  }

  private static Map<String, Ending> byReason(Ending... endings) {
    return List.of(endings).stream().collect(Collectors.toMap(Ending::reason, Function.identity()));
  }

  /** Takes every row of the read model: whether there is one of no call that there was. */
  Claim readAll(Http gateway) throws IOException {
    Claim known = Claim.atRest("every row is of a call that there was");
    Pages.calls(gateway, row -> known.unless(take(row), row::toString));
    return known.atLeast(accepted.size());
  }

  /** False when the row is of no call that was asked for. */
  boolean take(JsonNode row) {
    String callId = row.path("call_id").asString();
    String request = row.path("request_id").asString("");
    Accepted call = accepted.get(request);
    if (call == null) {
      return false;
    }
    remember(request, row);
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

  private void remember(String request, JsonNode row) {
    attempts.merge(request, row.path("attempt").asInt(), Math::max);
    boolean first = row.path("attempt").asInt() == 1;
    if (first && AGAIN.contains(row.path("outcome").asString(""))) {
      toBeCalledAgain.add(request);
    }
  }

  /** No other end of ours is possible. */
  private void saysWhy(Accepted call, JsonNode row) {
    String id = row.path("call_id").asString();
    boolean refused = creates.getOrDefault(id, List.of()).stream().anyMatch(Create::refused);
    // A refusal whose answer was lost is not known to the dispatcher.
    boolean abandoned = dials.abandoned(id);
    boolean expired = !refused && mayExpire.contains(call.requestId().toString());
    Ending ending = abandoned ? ABANDONED : expired ? EXPIRED : REJECTED;
    Compared compared =
        asAsked(call, row)
            .nothing("retell_call_id")
            .nothing("disconnection_reason")
            .text("error_code", ending.reason())
            .text("status", ending.status())
            .text("outcome", ending.outcome());
    why.unless(
        compared.same() && (refused || abandoned || expired),
        () -> "%s; the ledger has %s".formatted(compared, creates.get(id)));
  }

  private static Compared asAsked(Accepted call, JsonNode row) {
    boolean first = row.path("call_id").asString().equals(call.requestId().toString());
    int attempt = row.path("attempt").asInt();
    Compared compared =
        new Compared(row)
            .text("request_id", call.requestId().toString())
            .number("attempt", first ? 1 : Math.clamp(attempt, 2, Math.max(2, call.attempts())))
            .text("to_number", call.toNumber());
    return call.campaign().isEmpty()
        ? compared.nothing("campaign_id")
        : compared.text("campaign_id", call.campaign());
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
    return claims(made, 0, 0);
  }

  /**
   * What was found.
   *
   * @param made so many of the calls the provider has to have made
   * @param neverMade so many it cannot have made
   * @param unreached so many were not reached and may be called again
   */
  List<Claim> claims(long made, long neverMade, long unreached) {
    accepted.keySet().stream()
        .filter(request -> !attempts.containsKey(request))
        .forEach(request -> ended.unless(false, () -> "request " + request + " has no row"));
    return List.of(
        ended.atLeast(accepted.size()),
        right.atLeast(made),
        why.atLeast(neverMade),
        again().atLeast(unreached));
  }

  private Claim again() {
    Claim again = Claim.atRest("who was not reached and may be called again was");
    accepted.values().stream()
        .filter(call -> toBeCalledAgain.contains(call.requestId().toString()))
        .filter(call -> call.attempts() > 1)
        .forEach(call ->
            again.unless(
                attempts.getOrDefault(call.requestId().toString(), 0) > 1,
                () -> call + " has one call only"));
    return again;
  }
}
