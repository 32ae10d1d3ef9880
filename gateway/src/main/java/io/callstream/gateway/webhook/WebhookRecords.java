package io.callstream.gateway.webhook;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Topics;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.webhook.WebhookEnvelope;
import io.callstream.retell.webhook.WebhookEvent;
import io.callstream.runtime.kafka.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Makes the Kafka record of a genuine webhook. Its value is the body, byte for byte. */
final class WebhookRecords {

  /** For an original that never had a place in its topic. */
  private static final int NOWHERE = -1;

  /** Stands where other dead letters have the group of their reader. */
  private static final String GIVEN_UP_BY = "gateway";

  /** From so many bytes on only one body at a time is looked at closely. */
  private static final int LARGE_BYTES = 1024 * 1024;

  private final String installation;

  /** A tree of a large body takes many times its size. */
  private final ReentrantLock large = new ReentrantLock();

  WebhookRecords(String installation) {
    this.installation = installation;
  }

  /** The record of a readable webhook, or the dead letter of any other. */
  ProducerRecord<byte[], byte[]> of(byte[] body, Instant receivedAt) {
    return WebhookEnvelope.glance(body, installation)
        .map(envelope -> ofCall(envelope, body, receivedAt))
        .orElseGet(() -> looked(body, receivedAt));
  }

  /** The same after the closer look. */
  private ProducerRecord<byte[], byte[]> looked(byte[] body, Instant receivedAt) {
    if (body.length < LARGE_BYTES) {
      return parsed(body, receivedAt);
    }
    large.lock();
    try {
      return parsed(body, receivedAt);
    } finally {
      large.unlock();
    }
  }

  private ProducerRecord<byte[], byte[]> parsed(byte[] body, Instant receivedAt) {
    return switch (WebhookEvent.parse(body)) {
      case WebhookEvent.OfCall ofCall ->
          ofCall(
              new WebhookEnvelope(
                  ofCall.event(),
                  ofCall.call().callId(),
                  CallOrigin.of(ofCall.call(), installation).map(CallOrigin::callId).orElse(null)),
              body,
              receivedAt);
      case WebhookEvent.OfChat chat -> {
        var letter = deadLetter(chat.event() + " names no call", body, receivedAt);
        letter.headers().add(Headers.EVENT, bytes(chat.event()));
        yield letter;
      }
      case WebhookEvent.Unreadable unreadable -> deadLetter(unreadable.reason(), body, receivedAt);
    };
  }

  private static ProducerRecord<byte[], byte[]> ofCall(
      WebhookEnvelope webhook, byte[] body, Instant receivedAt) {
    var headers = headers(receivedAt);
    headers.add(Headers.EVENT, bytes(webhook.event()));
    var own = webhook.ownCallId();
    var key = own == null ? webhook.callId() : own.toString();
    return new ProducerRecord<>(Topics.RETELL_WEBHOOKS, null, bytes(key), body, headers);
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      String reason, byte[] body, Instant receivedAt) {
    var headers = headers(receivedAt);
    headers.add(DeadLetterHeaders.TOPIC, bytes(Topics.RETELL_WEBHOOKS));
    headers.add(DeadLetterHeaders.PARTITION, intBytes(NOWHERE));
    headers.add(DeadLetterHeaders.OFFSET, longBytes(NOWHERE));
    headers.add(DeadLetterHeaders.TIMESTAMP, longBytes(receivedAt.toEpochMilli()));
    headers.add(DeadLetterHeaders.TIMESTAMP_TYPE, bytes(TimestampType.CREATE_TIME.toString()));
    headers.add(DeadLetterHeaders.GROUP, bytes(GIVEN_UP_BY));
    headers.add(DeadLetterHeaders.EXCEPTION, bytes(WebhookEvent.Unreadable.class.getName()));
    headers.add(DeadLetterHeaders.CAUSE, bytes(WebhookEvent.Unreadable.class.getName()));
    headers.add(DeadLetterHeaders.MESSAGE, bytes(reason));
    headers.add(DeadLetterHeaders.STACKTRACE, bytes("at " + WebhookEvent.class.getName()));
    return new ProducerRecord<>(
        Topics.deadLetters(Topics.RETELL_WEBHOOKS), null, (byte[]) null, body, headers);
  }

  private static RecordHeaders headers(Instant receivedAt) {
    var headers = new RecordHeaders();
    headers.add(Headers.RECEIVED_AT, bytes(Long.toString(receivedAt.toEpochMilli())));
    headers.add(Headers.VERDICT, bytes(Headers.VERDICT_VALID));
    return headers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] intBytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static byte[] longBytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
