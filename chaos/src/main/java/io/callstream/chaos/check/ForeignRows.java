package io.callstream.chaos.check;

import io.callstream.chaos.load.ForeignCall;
import io.callstream.chaos.load.WebhookLoad;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** The rows of calls that were not ours, beside the oracle that their webhooks were made from. */
final class ForeignRows {

  private final WebhookLoad load;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final BitSet rows = new BitSet();
  private final BitSet onTopic = new BitSet();
  private final Claim equal = new Claim("the read model equals the oracle");
  private final Claim kept = new Claim("every acknowledged webhook lies on its topic");

  ForeignRows(WebhookLoad load) {
    this.load = load;
    for (int n = 0; n < load.calls(); n++) {
      ForeignCall call = ForeignCall.of(load.seed(), n);
      indexes.put(call.callId().toString(), n);
      indexes.put(call.retellCallId(), n);
    }
  }

  /** Of retell-webhooks, whose key is Retell's id for calls that are not ours. */
  void add(ConsumerRecord<String, byte[]> webhook, String event) {
    Integer call = indexes.get(webhook.key());
    int kind = List.of("call_started", "call_ended", "call_analyzed").indexOf(event);
    if (call != null && kind >= 0) {
      onTopic.set(call * ForeignCall.EVENTS + kind);
    }
  }

  /** False when the row is of no call of the oracle. */
  boolean take(JsonNode row) {
    Integer n = indexes.get(row.path("call_id").asString());
    if (n == null) {
      return false;
    }
    rows.set(n);
    ForeignCall call = ForeignCall.of(load.seed(), n);
    equal.unless(isOf(row, call), () -> "%s, but the oracle has %s".formatted(row, call));
    return true;
  }

  private static boolean isOf(JsonNode row, ForeignCall call) {
    return row.path("retell_call_id").asString("").equals(call.retellCallId())
        && row.path("to_number").asString("").equals(call.toNumber())
        && row.path("disconnection_reason").asString("").equals(call.ending().reason())
        && OwnRows.agrees(row, call.ending())
        && OwnRows.at(row.path("started_at")).equals(Optional.of(call.started()))
        && OwnRows.at(row.path("ended_at")).equals(Optional.of(call.ended()))
        && row.path("call_analysis").path("call_summary").asString("").equals(call.summary())
        && row.path("version").asInt() == ForeignCall.EVENTS;
  }

  List<Claim> claims() {
    for (int n = 0; n < load.calls(); n++) {
      if (!rows.get(n)) {
        String id = ForeignCall.of(load.seed(), n).retellCallId();
        equal.unless(false, () -> id + " has no row");
      }
    }
    for (int webhook = 0; webhook < load.distinct(); webhook++) {
      if (load.acknowledged(webhook)) {
        int one = webhook;
        kept.unless(onTopic.get(webhook), () -> "webhook " + one + " is not there");
      }
    }
    return List.of(kept, equal);
  }
}
