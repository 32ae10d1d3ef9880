package io.callstream.chaos.load;

import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import java.time.Instant;
import java.util.List;
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
    RandomGenerator random = new SplittableRandom(seed * 31 + n);
    Instant started = FIRST.plusMillis(n * 1_000L + random.nextInt(1_000));
    return new ForeignCall(
        "call_%016x%011x".formatted(seed, n),
        "+1212%07d".formatted(2_000_000 + random.nextInt(7_000_000)),
        started,
        started.plusMillis(1_000 + random.nextInt(600_000)),
        ENDINGS.get(random.nextInt(ENDINGS.size())));
  }

  /** Our id of it. */
  public UUID callId() {
    return NameBasedIds.foreignCallId(retellCallId);
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
    ObjectNode body =
        Json.mapper()
            .createObjectNode()
            .put("event", List.of("call_started", "call_ended", "call_analyzed").get(event));
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
        .put("transcript", "Agent: Good day.\nUser: Good day to you.\n".repeat(20));
  }
}
