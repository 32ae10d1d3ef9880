package io.callstream.projector.sweep;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.Topics;
import io.callstream.outbox.Outbox;
import io.callstream.outbox.OutboxMessage;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.RetellCall;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call as Retell answered it, as a record of {@code retell-webhooks}: read like a webhook, told
 * from one by its verdict. Being a record, it is there for a rebuild, too.
 */
final class Answered {

  /** Left out first of what is too large for the outbox; then whatever is largest. */
  private static final List<String> LARGE =
      List.of("transcript_with_tool_calls", "transcript_object", "transcript");

  /** Never left out: whose call it is, and that it is over. */
  private static final Set<String> KEPT =
      Set.of(
          "call_id",
          "call_status",
          "disconnection_reason",
          "start_timestamp",
          "end_timestamp",
          "metadata");

  private final String installation;

  Answered(String installation) {
    this.installation = installation;
  }

  /**
   * The record; the same answer has the same id, whenever it came. Empty when it is too large
   * whatever is left out.
   *
   * @param at when Retell was asked
   */
  Optional<OutboxMessage> message(RetellCall call, Instant at) {
    return value(call.json()).map(value -> message(call, at, value));
  }

  private OutboxMessage message(RetellCall call, Instant at, byte[] value) {
    var foreignId = NameBasedIds.foreignCallId(call.callId());
    var key =
        CallOrigin.of(call, installation)
            .map(origin -> origin.callId().toString())
            .orElse(call.callId());
    var headers =
        Map.of(
            Headers.EVENT,
            "call_ended",
            Headers.RECEIVED_AT,
            Long.toString(at.toEpochMilli()),
            Headers.VERDICT,
            Headers.VERDICT_ASKED);
    var id = NameBasedIds.eventId(foreignId, "answered", digest(value));
    return new OutboxMessage(id, Topics.RETELL_WEBHOOKS, key, value, headers);
  }

  private static Optional<byte[]> value(ObjectNode call) {
    var body = JsonNodeFactory.instance.objectNode().put("event", "call_ended");
    body.set("call", call);
    byte[] whole = Json.bytes(body);
    if (whole.length <= Outbox.MAX_VALUE_BYTES) {
      return Optional.of(whole);
    }
    cut(call, whole.length - Outbox.MAX_VALUE_BYTES);
    byte[] value = Json.bytes(body);
    return value.length <= Outbox.MAX_VALUE_BYTES ? Optional.of(value) : Optional.empty();
  }

  /** Leaves members out until so many bytes are gone, or only what is kept is left. */
  private static void cut(ObjectNode call, long bytes) {
    var sizes = new HashMap<String, Integer>();
    call.forEachEntry((name, value) -> sizes.put(name, Json.bytes(value).length));
    sizes.keySet().removeAll(KEPT);
    var order = new ArrayList<>(LARGE);
    sizes.keySet().stream()
        .filter(name -> !LARGE.contains(name))
        .sorted(
            Comparator.<String, Integer>comparing(sizes::get)
                .reversed()
                .thenComparing(name -> name))
        .forEach(order::add);
    long left = bytes;
    for (var name : order) {
      if (left > 0) {
        call.remove(name);
        left -= sizes.getOrDefault(name, 0);
      }
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
