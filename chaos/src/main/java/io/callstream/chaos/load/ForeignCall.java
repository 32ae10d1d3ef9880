package io.callstream.chaos.load;

import io.callstream.contracts.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that is not ours, as somebody's dashboard makes it, with all that is true of it: the
 * oracle of its webhooks.
 *
 * @param retellCallId Retell's id
 */
public record ForeignCall(
    String retellCallId, String toNumber, Instant started, Instant ended, Ending ending) {

  /** Of the events of a call. */
  public static final int EVENTS = 3;

  /** The words of the events, in their order. */
  public static final List<String> EVENT_NAMES =
      List.of("call_started", "call_ended", "call_analyzed");

  /** So that the calls of two seeds have nothing to do with one another. */
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** Ids of calls that are not ours are name-based in it. */
  private static final UUID NAMESPACE = UUID.fromString("6d0b3f52-5f0c-5d0e-9b57-1c0f3a4e8d21");

  private static final Map<String, String> CONSTANTS =
      Map.of(
          "call_type", "phone_call",
          "direction", "inbound",
          "agent_id", "agent_foreign",
          "from_number", "+12125550100",
          "retell_status", "ended");

  private static final Instant FIRST = Instant.parse("2026-03-01T10:00:00Z");

  /** What a reason means, from CONTRACT.md, "Status, outcome, error code". */
  public record Ending(String reason, String status, String outcome) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending("user_hangup", "completed", "answered"),
          new Ending("agent_hangup", "completed", "answered"),
          new Ending("voicemail_reached", "completed", "voicemail"),
          new Ending("call_transfer", "completed", "transferred"),
          new Ending("inactivity", "completed", "answered"));

  /** The n-th call of a seed, counted from 0. */
  public static ForeignCall of(long seed, int n) {
    RandomGenerator random = new SplittableRandom(seed * GOLDEN_RATIO + n);
    Instant started = FIRST.plusMillis(n * 1_000L + random.nextInt(1_000));
    return new ForeignCall(
        "call_%016x%011x".formatted(seed, n),
        "+1212%07d".formatted(2_000_000 + random.nextInt(7_000_000)),
        started,
        started.plusMillis(1_000 + random.nextInt(600_000)),
        ENDINGS.get(random.nextInt(ENDINGS.size())));
  }

  /** Our id of it, made here a second time: a version 5 UUID (RFC 9562) of Retell's id. */
  public UUID callId() {
    MessageDigest sha1 = sha1();
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array());
    byte[] hash = sha1.digest(("retell\0" + retellCallId).getBytes(StandardCharsets.UTF_8));
    hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
    hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
    ByteBuffer id = ByteBuffer.wrap(hash);
    return new UUID(id.getLong(), id.getLong());
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Columns that are the same for all, with their values. */
  public Map<String, String> constants() {
    return CONSTANTS;
  }

  /** What was said: no two calls say the same. */
  public String transcript() {
    return "Agent: Good day.\nUser: Good day to you.\n".repeat(20) + "User: " + retellCallId;
  }

  public String summary() {
    return "They talked until " + ended + ".";
  }

  /**
   * The body of one of its webhooks.
   *
   * @param event 0 started, 1 ended, 2 analysed
   */
  public byte[] webhook(int event) {
    ObjectNode call = base();
    if (event == 0) {
      call.put("call_status", "ongoing");
    } else {
      putEnd(call);
    }
    if (event == 2) {
      call.putObject("call_analysis").put("call_summary", summary());
    }
    ObjectNode body = Json.mapper().createObjectNode().put("event", EVENT_NAMES.get(event));
    body.set("call", call);
    return Json.bytes(body);
  }

  private ObjectNode base() {
    return Json.mapper()
        .createObjectNode()
        .put("call_id", retellCallId)
        .put("call_type", "phone_call")
        .put("direction", "inbound")
        .put("agent_id", "agent_foreign")
        .put("agent_version", 0)
        .put("from_number", "+12125550100")
        .put("to_number", toNumber)
        .put("start_timestamp", started.toEpochMilli());
  }

  private void putEnd(ObjectNode call) {
    call.put("call_status", "ended")
        .put("end_timestamp", ended.toEpochMilli())
        .put("duration_ms", ended.toEpochMilli() - started.toEpochMilli())
        .put("disconnection_reason", ending.reason())
        .put("transcript", transcript());
  }
}
