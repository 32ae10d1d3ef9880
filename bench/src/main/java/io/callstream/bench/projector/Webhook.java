package io.callstream.bench.projector;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A webhook as Retell sends it of a call that we placed. */
final class Webhook {

  static final String INSTALLATION = "bench";

  private static final long START = 1_795_251_610_000L;
  private static final int TALK_MILLIS = 40_000;

  private final String callId;
  private final byte[] body;

  /** Keeps the array. */
  private Webhook(String callId, byte[] body) {
    this.callId = callId;
    this.body = body;
  }

  /** Ends of that many calls, of about that many bytes. */
  static List<Webhook> ends(Random random, int calls, int bytes) {
    var ends = new ArrayList<Webhook>(calls);
    for (int n = 0; n < calls; n++) {
      ends.add(ended(random, id(random), bytes));
    }
    return ends;
  }

  /** Start, end and analysis of each of that many calls, one call after the other. */
  static List<Webhook> lives(Random random, int calls, int bytes) {
    var lives = new ArrayList<Webhook>(3 * calls);
    for (int n = 0; n < calls; n++) {
      var id = id(random);
      var ended = call(random, id, "ended", bytes);
      var analysed = ended.deepCopy();
      analysed.putObject("call_analysis").put("call_summary", "They agreed on a day.");
      lives.add(of("call_started", id, call(random, id, "ongoing", 0)));
      lives.add(of("call_ended", id, ended));
      lives.add(of("call_analyzed", id, analysed));
    }
    return lives;
  }

  /** The same webhooks, all starts before all ends before all analyses. */
  static List<Webhook> spread(List<Webhook> lives) {
    var spread = new ArrayList<Webhook>(lives.size());
    for (int event = 0; event < 3; event++) {
      for (int n = event; n < lives.size(); n += 3) {
        spread.add(lives.get(n));
      }
    }
    return spread;
  }

  /** The same, each hundredth cut off in its midst. */
  static List<Webhook> poisoned(List<Webhook> webhooks) {
    var poisoned = new ArrayList<>(webhooks);
    for (int n = 0; n < poisoned.size(); n += 100) {
      var whole = poisoned.get(n);
      poisoned.set(n, new Webhook(whole.callId, Arrays.copyOf(whole.body, 100)));
    }
    return poisoned;
  }

  String callId() {
    return callId;
  }

  /** The record that the gateway makes of it; its key is the call's id. */
  ProducerRecord<byte[], byte[]> message(long receivedAt) {
    var message =
        new ProducerRecord<>(Topics.RETELL_WEBHOOKS, callId.getBytes(StandardCharsets.UTF_8), body);
    message
        .headers()
        .add(Headers.RECEIVED_AT, Long.toString(receivedAt).getBytes(StandardCharsets.UTF_8))
        .add(Headers.VERDICT, Headers.VERDICT_VALID.getBytes(StandardCharsets.UTF_8));
    return message;
  }

  private static Webhook ended(Random random, UUID id, int bytes) {
    return of("call_ended", id, call(random, id, "ended", bytes));
  }

  private static Webhook of(String event, UUID id, ObjectNode call) {
    var body = JsonNodeFactory.instance.objectNode().put("event", event);
    body.set("call", call);
    return new Webhook(id.toString(), Json.bytes(body));
  }

  private static ObjectNode call(Random random, UUID id, String status, int bytes) {
    var call = JsonNodeFactory.instance.objectNode();
    call.put("call_id", "call_" + id)
        .put("call_type", "phone_call")
        .put("agent_id", "agent_1")
        .put("call_status", status)
        .put("direction", "outbound")
        .put("from_number", "+12125550117")
        .put("to_number", "+1310555" + (1_000 + among(id.getMostSignificantBits(), 9_000)))
        .put("start_timestamp", START + among(id.getLeastSignificantBits(), 3_600_000));
    call.putObject("metadata")
        .put(MetadataKeys.CALL_ID, id.toString())
        .put(MetadataKeys.DIAL_ID, id.toString())
        .put(MetadataKeys.REQUEST_ID, id.toString())
        .put(MetadataKeys.INSTALLATION, INSTALLATION);
    call.putObject("retell_llm_dynamic_variables").put("customer_name", "Amina Duarte");
    return bytes == 0 ? call : end(random, call, bytes);
  }

  private static ObjectNode end(Random random, ObjectNode call, int bytes) {
    call.put("disconnection_reason", "user_hangup")
        .put("end_timestamp", call.path("start_timestamp").longValue() + TALK_MILLIS)
        .put("duration_ms", TALK_MILLIS)
        .put("recording_url", "https://recordings.test/" + call.path("call_id").stringValue());
    int missing = bytes - Json.bytes(call).length - 60;
    var words = new StringBuilder();
    while (words.length() < missing) {
      words.append("User: ").append(Long.toString(random.nextLong(), 36)).append(" yes.\n");
    }
    return call.put("transcript", words.toString());
  }

  /** All webhooks of a call say the same of it. */
  private static long among(long bits, long bound) {
    return Long.remainderUnsigned(bits, bound);
  }

  private static UUID id(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
