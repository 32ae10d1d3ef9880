package io.callstream.bench.code;

import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Webhooks shaped as Retell's are, of calls that we placed: what was said stands in them as text,
 * and again word by word with times, for as long as there is room.
 */
final class Samples {

  static final String INSTALLATION = "bench";

  /** So many that no branch of the code is learnt by heart. */
  static final int BODIES = 16;

  private static final long START = 1_795_251_610_000L;
  private static final int TALK_MILLIS = 41_260;

  /** More than a turn takes. */
  private static final int ROOM = 700;

  private static final List<String> WORDS =
      List.of(
          ("appointment morning Thursday yes please half past nine is the doctor there well I would"
                  + " rather come later when does that suit you insurance number wait a moment")
              .split(" "));

  private final Random random;
  private final int bytes;

  /**
   * Always the same ones.
   *
   * @param bytes of a webhook of a call's end, about
   */
  Samples(int bytes) {
    this.random = new Random(bytes);
    this.bytes = bytes;
  }

  /** Webhooks of ended calls. */
  List<byte[]> ends() {
    return Stream.generate(() -> life().get(1)).limit(BODIES).toList();
  }

  /** The three webhooks of each of the calls: start, end, analysis. */
  List<List<byte[]>> lives() {
    return Stream.generate(this::life).limit(BODIES).toList();
  }

  private List<byte[]> life() {
    var id = new UUID(random.nextLong(), random.nextLong());
    var ended = call(id, "ended");
    end(ended);
    talk(ended);
    var analysed = ended.deepCopy();
    analysed
        .putObject("call_analysis")
        .put("call_summary", "They agreed on a day.")
        .put("user_sentiment", "Positive")
        .put("call_successful", true);
    return List.of(
        webhook("call_started", call(id, "ongoing")),
        webhook("call_ended", ended),
        webhook("call_analyzed", analysed));
  }

  private static byte[] webhook(String event, ObjectNode call) {
    var body = JsonNodeFactory.instance.objectNode().put("event", event);
    body.set("call", call);
    return Json.bytes(body);
  }

  private ObjectNode call(UUID id, String status) {
    var call =
        JsonNodeFactory.instance
            .objectNode()
            .put("call_id", "call_" + id)
            .put("call_type", "phone_call")
            .put("agent_id", "agent_7c1e5d93b0f24a6e8d1b3f5a92")
            .put("agent_version", 12)
            .put("agent_name", "Northwind clinic reminder")
            .put("call_status", status)
            .put("direction", "outbound")
            .put("from_number", "+12125550117")
            .put("to_number", "+1310555" + (1_000 + random.nextInt(9_000)))
            .put("start_timestamp", START);
    call.putObject("metadata")
        .put(MetadataKeys.CALL_ID, id.toString())
        .put(MetadataKeys.DIAL_ID, id.toString())
        .put(MetadataKeys.REQUEST_ID, id.toString())
        .put(MetadataKeys.INSTALLATION, INSTALLATION);
    call.putObject("retell_llm_dynamic_variables").put("customer_name", "Amina Duarte");
    return call;
  }

  private static void end(ObjectNode call) {
    call.put("end_timestamp", START + TALK_MILLIS)
        .put("duration_ms", TALK_MILLIS)
        .put("disconnection_reason", "user_hangup")
        .put("recording_url", "https://recordings.test/" + call.path("call_id").stringValue());
    call.putObject("latency").putObject("e2e").put("p50", 910).put("p99", 1_220).put("num", 3);
    call.putObject("call_cost")
        .put("total_duration_seconds", 42)
        .put("total_duration_unit_price", 0.1917)
        .put("combined_cost", 8.05);
  }

  /** Fills it up: whole turns while there is room, then text. */
  private void talk(ObjectNode call) {
    var said = new StringBuilder();
    call.put("transcript", "");
    var turns = call.putArray("transcript_object");
    while (missing(call) > ROOM) {
      said.append(turn(turns));
      call.put("transcript", said.toString());
    }
    int missing = missing(call);
    while (missing > 0) {
      var word = WORDS.get(random.nextInt(WORDS.size())) + " ";
      said.append(word);
      missing -= word.length();
    }
    call.put("transcript", said.toString());
  }

  private int missing(ObjectNode call) {
    return bytes - webhook("call_ended", call).length;
  }

  /** Adds a turn; its text. */
  private String turn(ArrayNode turns) {
    var turn = turns.addObject().put("role", turns.size() % 2 == 0 ? "user" : "agent");
    var words = random.ints(8, 0, WORDS.size()).mapToObj(WORDS::get).toList();
    turn.put("content", String.join(" ", words));
    var timed = turn.putArray("words");
    double second = turns.size();
    for (var word : words) {
      timed.addObject().put("word", word).put("start", second).put("end", second + 0.28);
    }
    return turn.path("role").stringValue() + ": " + String.join(" ", words) + "\n";
  }
}
