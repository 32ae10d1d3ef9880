package io.callstream.projector;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.CallStatus;
import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.DispatchSignal.Ended;
import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.Outcome;
import io.callstream.contracts.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Records as the gateway, the dispatcher and Retell write them. */
public final class Records {

  public static final String INSTALLATION = "clinic-1";
  public static final Instant T0 = Instant.parse("2026-11-21T09:00:00Z");
  public static final Instant RECEIVED = Instant.parse("2026-11-21T12:00:00Z");

  private Records() {}

  /** One of the sample webhooks. */
  public static byte[] sample(String name) {
    try (var in = Records.class.getResourceAsStream("/webhooks/" + name + ".json")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ConsumerRecord<byte[], byte[]> webhook(byte[] body) {
    var headers = new RecordHeaders();
    headers.add(Headers.RECEIVED_AT, bytes(Long.toString(RECEIVED.toEpochMilli())));
    headers.add(Headers.VERDICT, bytes(Headers.VERDICT_VALID));
    return message(Topics.RETELL_WEBHOOKS, body, headers);
  }

  public static ConsumerRecord<byte[], byte[]> webhook(String body) {
    return webhook(bytes(body));
  }

  public static ConsumerRecord<byte[], byte[]> webhook(String event, ObjectNode call) {
    var body = JsonNodeFactory.instance.objectNode().put("event", event);
    body.set("call", call);
    return webhook(Json.bytes(body));
  }

  public static ConsumerRecord<byte[], byte[]> request(CallCommand command) {
    return message(Topics.CALL_REQUESTS, Json.bytes(command), new RecordHeaders());
  }

  public static ConsumerRecord<byte[], byte[]> dispatch(DispatchSignal signal) {
    return message(Topics.DISPATCH_SIGNALS, Json.bytes(signal), new RecordHeaders());
  }

  public static PlaceCall placeCall(UUID callId) {
    return new PlaceCall(
        callId,
        callId,
        1,
        null,
        "+13105550164",
        "+12125550117",
        "agent_asked",
        Map.of("customer_name", "Amina Duarte"),
        JsonNodeFactory.instance.objectNode().put("order", 12),
        T0,
        T0.plusSeconds(86_400),
        "admin",
        T0);
  }

  public static RequestCancelled cancelled(UUID callId) {
    return new RequestCancelled(callId, callId, T0.plusSeconds(1), "admin");
  }

  public static DispatchSignal.Placed placed(UUID callId, String retellCallId) {
    return new DispatchSignal.Placed(
        callId, callId, dial(callId), retellCallId, T0.plusSeconds(2), false);
  }

  /** Another attempt follows this one, which is a request's first. */
  public static DispatchSignal.RetryScheduled retryScheduled(UUID callId) {
    var first = placeCall(callId);
    var next =
        new PlaceCall(
            callId,
            NameBasedIds.callId(callId, 2),
            2,
            null,
            first.toNumber(),
            first.fromNumber(),
            first.agentId(),
            first.variables(),
            first.metadata(),
            T0.plusSeconds(3_600),
            first.expiresAt(),
            first.createdBy(),
            first.requestedAt());
    return new DispatchSignal.RetryScheduled(next, T0.plusSeconds(130));
  }

  /** The request is over with this attempt. */
  public static DispatchSignal.RequestCompleted completed(
      UUID callId, @Nullable CallStatus status, @Nullable Outcome outcome) {
    return new DispatchSignal.RequestCompleted(
        callId, callId, 1, T0.plusSeconds(140), status, outcome);
  }

  public static Ended assumed(UUID callId, ErrorCode code, Instant at) {
    return new Ended(
        callId, callId, dial(callId), null, Source.ASSUMED, at, code, "as it is", null);
  }

  public static Ended asked(UUID callId, ObjectNode call, Instant at) {
    var retellCallId = call.path("call_id").stringValue();
    return new Ended(
        callId, callId, dial(callId), retellCallId, Source.ASKED, at, null, null, call);
  }

  /** Retell's object of a call that we placed, with no more than it has at once. */
  public static ObjectNode ours(UUID callId, String retellCallId, @Nullable String status) {
    var call = JsonNodeFactory.instance.objectNode();
    call.put("call_id", retellCallId)
        .put("call_type", "phone_call")
        .put("agent_id", "agent_1")
        .put("call_status", status)
        .put("direction", "outbound");
    call.putObject("metadata")
        .put("order", 12)
        .put(MetadataKeys.CALL_ID, callId.toString())
        .put(MetadataKeys.DIAL_ID, dial(callId).toString())
        .put(MetadataKeys.REQUEST_ID, callId.toString())
        .put(MetadataKeys.INSTALLATION, INSTALLATION);
    return call;
  }

  public static ObjectNode over(
      ObjectNode call, @Nullable String reason, @Nullable Instant start, Instant end) {
    if (reason != null) {
      call.put("disconnection_reason", reason);
    }
    if (start != null) {
      call.put("start_timestamp", start.toEpochMilli());
      call.put("duration_ms", end.toEpochMilli() - start.toEpochMilli());
    }
    return call.put("end_timestamp", end.toEpochMilli());
  }

  private static UUID dial(UUID callId) {
    return UUID.nameUUIDFromBytes(bytes("dial of " + callId));
  }

  private static ConsumerRecord<byte[], byte[]> message(
      String topic, byte[] value, RecordHeaders headers) {
    return new ConsumerRecord<>(
        topic,
        0,
        0L,
        RECEIVED.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        value.length,
        new byte[0],
        value,
        headers,
        java.util.Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
