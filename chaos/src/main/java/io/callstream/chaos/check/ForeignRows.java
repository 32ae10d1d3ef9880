package io.callstream.chaos.check;

import io.callstream.chaos.load.ForeignCall;
import io.callstream.chaos.load.WebhookLoad;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
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
  private final int[] records;
  private long ofOthers;
  private final Claim whole =
      Claim.always("what lies on the topic is what was sent, byte for byte");
  private final Claim equal = Claim.atRest("the read model equals the oracle");
  private final Claim said = Claim.atRest("every transcript equals the oracle's");
  private final Claim kept =
      Claim.atRest("every acknowledged webhook lies on its topic, as often as acknowledged");

  ForeignRows(WebhookLoad load) {
    this.load = load;
    this.records = new int[load.distinct()];
    for (int n = 0; n < load.calls(); n++) {
      ForeignCall call = ForeignCall.of(load.seed(), n);
      indexes.put(call.callId().toString(), n);
      indexes.put(call.retellCallId(), n);
    }
  }

  /** Of retell-webhooks, whose key is Retell's id for calls that are not ours. */
  void add(ConsumerRecord<String, byte[]> webhook, String event) {
    Integer call = indexes.get(webhook.key());
    if (call == null) {
      ofOthers++;
      return;
    }
    int kind = ForeignCall.EVENT_NAMES.indexOf(event);
    boolean sent =
        kind >= 0
            && Arrays.equals(webhook.value(), ForeignCall.of(load.seed(), call).webhook(kind));
    whole.unless(sent, () -> "a record of " + webhook.key() + " with event '" + event + "'");
    if (sent) {
      records[call * ForeignCall.EVENTS + kind]++;
    }
  }

  /** False when the row is of no call of the oracle. */
  boolean take(JsonNode row) {
    Integer n = indexes.get(row.path("call_id").asString());
    if (n == null) {
      return false;
    }
    rows.set(n);
    Compared compared = compared(row, ForeignCall.of(load.seed(), n));
    equal.unless(compared.same(), compared::toString);
    return true;
  }

  private static Compared compared(JsonNode row, ForeignCall call) {
    Compared compared = new Compared(row);
    List.of("request_id", "campaign_id", "attempt", "placed_at", "error_code", "error_message")
        .forEach(compared::nothing);
    call.constants().forEach(compared::text);
    compared
        .text("retell_call_id", call.retellCallId())
        .text("to_number", call.toNumber())
        .text("disconnection_reason", call.ending().reason())
        .text("status", call.ending().status())
        .text("outcome", call.ending().outcome())
        .time("started_at", Optional.of(call.started()))
        .time("ended_at", Optional.of(call.ended()))
        .number("duration_ms", call.ended().toEpochMilli() - call.started().toEpochMilli())
        .number("version", ForeignCall.EVENTS);
    new Compared(row.path("call_analysis")).text("call_summary", call.summary()).addTo(compared);
    return compared;
  }

  /**
   * What was said, beside what the read model has of it.
   *
   * @param md5 by Retell's id
   */
  void compareTranscripts(Map<String, String> md5) {
    for (int n = 0; n < load.calls(); n++) {
      ForeignCall call = ForeignCall.of(load.seed(), n);
      said.unless(
          md5(call.transcript()).equals(md5.get(call.retellCallId())),
          () -> call.retellCallId() + " has another transcript, or none");
    }
  }

  static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Claim> claims() {
    for (int n = 0; n < load.calls(); n++) {
      if (!rows.get(n)) {
        String id = ForeignCall.of(load.seed(), n).retellCallId();
        equal.unless(false, () -> id + " has no row");
      }
    }
    for (int webhook = 0; webhook < load.distinct(); webhook++) {
      int one = webhook;
      kept.unless(
          records[one] >= load.acknowledged(one),
          () ->
              "webhook %d is there %d times, acknowledged %d times"
                  .formatted(one, records[one], load.acknowledged(one)));
    }
    return List.of(
        kept.atLeast(load.distinct()),
        whole.atLeast(load.distinct()),
        equal.atLeast(load.calls()),
        said.atLeast(load.calls()));
  }

  /**
   * Of the webhooks of our own calls nobody knows the bytes: they are counted.
   *
   * @param taken so many the provider was told to have been taken, asked for before the topic
   */
  Claim ownKept(long taken) {
    Claim own = Claim.atRest("so does every webhook of our own calls");
    own.looked(taken);
    if (ofOthers < taken) {
      own.fault("%,d are there, %,d acknowledged".formatted(ofOthers, taken));
    }
    return own;
  }
}
