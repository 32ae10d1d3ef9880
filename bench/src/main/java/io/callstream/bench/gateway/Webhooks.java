package io.callstream.bench.gateway;

import io.callstream.contracts.Json;
import io.callstream.retell.webhook.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signed webhooks of ended calls. Many have the same text, but not two that lie so near each other
 * that one would be compressed to a mention of the other.
 */
final class Webhooks implements Requests {

  static final String PATH = "/api/webhooks/retell";

  private static final String BEFORE_ID = "{\"call\":{\"call_id\":\"call_";
  private static final int ID_LENGTH = 36;
  private static final int TEXTS = 256;
  private static final List<String> WORDS =
      List.of(
          "appointment",
          "morning",
          "Thursday",
          "yes",
          "please",
          "half",
          "past",
          "nine",
          "is",
          "the",
          "doctor",
          "there",
          "well",
          "I",
          "would",
          "rather",
          "come",
          "later",
          "when",
          "does",
          "that",
          "suit",
          "you",
          "insurance",
          "number",
          "wait",
          "a",
          "moment",
          "thank",
          "good",
          "bye",
          "not",
          "really",
          "street",
          "corner",
          "parking",
          "whether",
          "my",
          "sister",
          "could",
          "also",
          "perhaps",
          "next",
          "week",
          "we",
          "have",
          "no",
          "room",
          "until",
          "Friday",
          "afternoon",
          "okay",
          "sure",
          "let",
          "me",
          "see",
          "what",
          "else",
          "can",
          "do",
          "for",
          "your",
          "family",
          "today");

  private final List<byte[]> bodies;
  private final String key;
  private final InstantSource clock;

  /**
   * Webhooks of that key's account.
   *
   * @param bytes of a body, about
   */
  Webhooks(int bytes, String key, InstantSource clock) {
    var random = new Random(bytes);
    this.bodies = Stream.generate(() -> body(random, bytes)).limit(TEXTS).toList();
    this.key = key;
    this.clock = clock;
  }

  @Override
  public byte[] next() {
    var body = next(ThreadLocalRandom.current());
    return Requests.post(
        PATH,
        WebhookSignature.HEADER + ": " + WebhookSignature.sign(body, key, clock.instant()),
        body);
  }

  private byte[] next(Random random) {
    var body = bodies.get(random.nextInt(TEXTS)).clone();
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    System.arraycopy(
        id.getBytes(StandardCharsets.US_ASCII), 0, body, BEFORE_ID.length(), ID_LENGTH);
    return body;
  }

  /** The call's id, without its prefix, in such a body. */
  static byte[] callId(byte[] body) {
    return Arrays.copyOfRange(body, BEFORE_ID.length(), BEFORE_ID.length() + ID_LENGTH);
  }

  private static byte[] body(Random random, int bytes) {
    var body = JsonNodeFactory.instance.objectNode();
    var call = body.putObject("call");
    call.put("call_id", "call_" + new UUID(0, 0))
        .put("call_type", "phone_call")
        .put("direction", "inbound")
        .put("agent_id", "agent_bench")
        .put("from_number", "+1212555" + (1_000 + random.nextInt(9_000)))
        .put("to_number", "+12125550123")
        .put("call_status", "ended")
        .put("start_timestamp", 1_795_251_610_000L + random.nextInt(3_600_000))
        .put("end_timestamp", 1_795_255_300_000L)
        .put("duration_ms", 90_000)
        .put("disconnection_reason", "user_hangup");
    body.put("event", "call_ended");
    int missing = bytes - Json.bytes(body).length;
    var made = Json.bytes(withTranscript(random, body, missing));
    if (!new String(made, StandardCharsets.UTF_8).startsWith(BEFORE_ID)) {
      throw new IllegalStateException("a webhook begins otherwise");
    }
    return made;
  }

  private static ObjectNode withTranscript(Random random, ObjectNode body, int bytes) {
    var said = new StringBuilder();
    while (said.length() < bytes) {
      said.append(random.nextInt(8) == 0 ? "\nUser: " : " ")
          .append(WORDS.get(random.nextInt(WORDS.size())));
    }
    body.withObject("call").put("transcript", said.toString());
    return body;
  }
}
