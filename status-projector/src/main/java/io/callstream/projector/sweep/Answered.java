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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call as Retell answered it, as a record of {@code retell-webhooks}: read like a webhook, told
 * from one by its verdict. Being a record, it is there for a rebuild, too.
 */
final class Answered {

  /** Left out of what is too large for the outbox; the first of them is the largest as a rule. */
  private static final List<String> LARGE =
      List.of("transcript_with_tool_calls", "transcript_object", "transcript");

  private final String installation;

  Answered(String installation) {
    this.installation = installation;
  }

  /**
   * The record; the same answer has the same id, whenever it came.
   *
   * @param at when Retell was asked
   */
  OutboxMessage message(RetellCall call, Instant at) {
    var value = value(call.json().deepCopy());
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

  private static byte[] value(ObjectNode call) {
    var body = JsonNodeFactory.instance.objectNode().put("event", "call_ended");
    body.set("call", call);
    byte[] value = Json.bytes(body);
    for (var member : LARGE) {
      if (value.length > Outbox.MAX_VALUE_BYTES) {
        call.remove(member);
        value = Json.bytes(body);
      }
    }
    return value;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
