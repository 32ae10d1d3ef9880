package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.DispatchSignal.Ended;
import io.callstream.contracts.DispatchSignal.Placed;
import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.outbox.TooLarge;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is said of dials and calls; the row of the call is locked. */
final class DialSignals {

  /**
   * Left out, in turn, of a call object that the outbox refuses; the last step keeps what ends it.
   */
  private static final List<List<String>> LEFT_OUT =
      List.of(
          List.of(),
          List.of(
              "transcript_object",
              "transcript_with_tool_calls",
              "scrubbed_transcript_with_tool_calls"),
          List.of("transcript", "collected_dynamic_variables", "llm_token_usage", "latency"));

  private static final List<String> ESSENTIAL =
      List.of(
          "call_id",
          "call_type",
          "call_status",
          "disconnection_reason",
          "start_timestamp",
          "end_timestamp",
          "duration_ms",
          "metadata");

  private final Signals signals;

  DialSignals(Signals signals) {
    this.signals = signals;
  }

  void placed(DialRow dial, String retellCallId, Instant at, boolean late) {
    signals.say(dial.callId().toString(), said(dial, retellCallId, at, late));
  }

  /**
   * Of dials of as many calls, in time.
   *
   * @param retellCallIds of each, in their order
   */
  void placed(List<DialRow> dials, List<String> retellCallIds, Instant at) {
    var said = new LinkedHashMap<String, DispatchSignal>();
    for (int i = 0; i < dials.size(); i++) {
      said.put(
          dials.get(i).callId().toString(), said(dials.get(i), retellCallIds.get(i), at, false));
    }
    signals.say(said);
  }

  private static Placed said(DialRow dial, String retellCallId, Instant at, boolean late) {
    return new Placed(dial.requestId(), dial.callId(), dial.dialId(), retellCallId, at, late);
  }

  /** A webhook has said of dials of as many calls that they are over. */
  void reported(List<DialRow> dials, Instant at) {
    var said = new LinkedHashMap<String, DispatchSignal>();
    dials.forEach(dial -> said.put(dial.callId().toString(), over(dial, at)));
    signals.say(said);
  }

  private static Ended over(DialRow dial, Instant at) {
    return new Ended(
        dial.requestId(),
        dial.callId(),
        dial.dialId(),
        dial.retellCallId(),
        Source.WEBHOOK,
        at,
        null,
        null,
        null);
  }

  void ended(DialRow dial, End end, Instant at) {
    switch (end) {
      case End.Reported _ -> reported(List.of(dial), at);
      case End.Asked asked -> sayWhatFits(dial, end, at, asked.call().json());
      case End.Assumed _ -> say(dial, end, at, null);
    }
  }

  /** A call that never had a dial, or none that rang, is ended by us. */
  void endedUndialled(UUID requestId, UUID callId, End.Assumed end, Instant at) {
    signals.say(
        callId.toString(),
        new Ended(
            requestId, callId, null, null, end.source(), at, end.code(), end.message(), null));
  }

  private void sayWhatFits(DialRow dial, End end, Instant at, ObjectNode call) {
    for (var members : LEFT_OUT) {
      call.remove(members);
      try {
        say(dial, end, at, call);
        return;
      } catch (TooLarge e) {
        // Said again with less; the read model then lacks what only a webhook could bring.
      }
    }
    say(dial, end, at, call.retain(ESSENTIAL));
  }

  private void say(DialRow dial, End end, Instant at, @Nullable ObjectNode call) {
    var assumed = end instanceof End.Assumed a ? a : null;
    signals.say(
        dial.callId().toString(),
        new Ended(
            dial.requestId(),
            dial.callId(),
            dial.dialId(),
            dial.retellCallId(),
            end.source(),
            at,
            assumed == null ? null : assumed.code(),
            assumed == null ? null : assumed.message(),
            call));
  }
}
