package io.callstream.projector.intake;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.intake.Reading.News;
import io.callstream.projector.intake.Reading.NoNews;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import io.callstream.retell.webhook.WebhookEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads records of the three topics into signals. Pure. */
public final class RecordReader {

  private final String installation;

  /**
   * @param installation whose calls are ours (MECHANISMS.md A3)
   */
  public RecordReader(String installation) {
    this.installation = installation;
  }

  /**
   * Reads a record.
   *
   * @throws UnreadableRecord when it is not what its topic bears
   */
  public Reading read(ConsumerRecord<byte[], byte[]> message) {
    if (message.value() == null) {
      throw new UnreadableRecord("no value");
    }
    return switch (message.topic()) {
      case Topics.CALL_REQUESTS -> request(message.value());
      case Topics.DISPATCH_SIGNALS -> dispatch(message.value());
      case Topics.RETELL_WEBHOOKS -> webhook(message);
      default -> throw new IllegalArgumentException("not a topic of ours: " + message.topic());
    };
  }

  private static Reading request(byte[] value) {
    return switch (message(value, CallCommand.class)) {
      case CallCommand.PlaceCall request -> new News(new Signal.Requested(request, digest(value)));
      case CallCommand.WebCallMade call -> new News(new Signal.WebCallMade(call, digest(value)));
      case CallCommand.RequestCancelled withdrawal ->
          new News(new Signal.Withdrawn(withdrawal, digest(value)));
      case CallCommand.RequestUndeliverable _ -> NoNews.UNDELIVERABLE;
    };
  }

  private static Reading dispatch(byte[] value) {
    return switch (message(value, DispatchSignal.class)) {
      case DispatchSignal.Placed placed -> new News(new Signal.Placed(placed, digest(value)));
      case DispatchSignal.Ended ended -> ended(ended, digest(value));
      case DispatchSignal.RetryScheduled retry -> retry(retry, digest(value));
      case DispatchSignal.RequestCompleted over -> new News(new Signal.Completed(over));
      case DispatchSignal.Heartbeat _ -> NoNews.HEARTBEAT;
    };
  }

  /** News of two calls: one more is wanted, since the one before came to nothing. */
  private static Reading retry(DispatchSignal.RetryScheduled retry, String digest) {
    return new News(
        new Signal.RetryScheduled(retry, digest), new Signal.Requested(retry.call(), digest));
  }

  private static Reading ended(DispatchSignal.Ended ended, String digest) {
    return switch (ended.source()) {
      case WEBHOOK -> NoNews.END_FROM_WEBHOOK;
      case ASSUMED -> assumed(ended, digest);
      case ASKED -> asked(ended, digest);
    };
  }

  private static Reading assumed(DispatchSignal.Ended ended, String digest) {
    if (ended.errorCode() == null) {
      throw new UnreadableRecord("an assumed end without an error code");
    }
    return new News(new Signal.Assumed(ended, digest));
  }

  private static Reading asked(DispatchSignal.Ended ended, String digest) {
    var call =
        RetellCall.of(ended.providerCall())
            .orElseThrow(() -> new UnreadableRecord("an asked end without Retell's call"));
    var names = new Signal.Names(ended.callId(), ended.requestId(), call.callId());
    var at = call.endedAt() == null ? ended.at() : call.endedAt();
    var nothing = JsonNodeFactory.instance.objectNode();
    return new News(new Signal.Said(names, null, call, nothing, at, digest));
  }

  private Reading webhook(ConsumerRecord<byte[], byte[]> message) {
    return switch (WebhookEvent.parse(message.value())) {
      case WebhookEvent.OfCall(var event, _, _) when event.equals("transcript_updated") ->
          NoNews.TRANSCRIPT;
      case WebhookEvent.OfCall of ->
          new News(
              new Signal.Said(
                  names(of.call()),
                  isAnswer(message) ? null : of.event(),
                  of.call(),
                  of.beside(),
                  at(of, message),
                  digest(message.value())));
      case WebhookEvent.OfChat _ -> NoNews.CHAT;
      case WebhookEvent.Unreadable(var reason) -> throw new UnreadableRecord(reason);
    };
  }

  /** Whether Retell was asked, and sent no webhook (see {@code sweep}). */
  private static boolean isAnswer(ConsumerRecord<byte[], byte[]> message) {
    var verdict = message.headers().lastHeader(Headers.VERDICT);
    return verdict != null
        && verdict.value() != null
        && Headers.VERDICT_ASKED.equals(new String(verdict.value(), StandardCharsets.US_ASCII));
  }

  private Signal.Names names(RetellCall call) {
    @Nullable CallOrigin ours = CallOrigin.of(call, installation).orElse(null);
    UUID callId = ours == null ? null : ours.callId();
    UUID requestId = ours == null ? null : ours.requestId();
    return new Signal.Names(callId, requestId, call.callId());
  }

  /** Retell's own time of the event, else when the gateway had it. */
  private static Instant at(WebhookEvent.OfCall of, ConsumerRecord<byte[], byte[]> message) {
    Instant told =
        switch (of.event()) {
          case "call_started" -> of.call().startedAt();
          case "call_ended" -> of.call().endedAt();
          case "transfer_ended" -> of.call().transferEndedAt();
          default -> null;
        };
    return told == null ? received(message) : told;
  }

  private static Instant received(ConsumerRecord<byte[], byte[]> message) {
    var header = message.headers().lastHeader(Headers.RECEIVED_AT);
    if (header != null && header.value() != null) {
      try {
        return Instant.ofEpochMilli(
            Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
      } catch (NumberFormatException _) {
        // Not one of the gateway's records; its producer's clock is what is left.
      }
    }
    return Instant.ofEpochMilli(message.timestamp());
  }

  private static <T> T message(byte[] value, Class<T> type) {
    try {
      return Json.mapper().treeToValue(StrictJson.object(value), type);
    } catch (StrictJson.Unreadable e) {
      throw new UnreadableRecord(String.valueOf(e.getMessage()), e);
    } catch (JacksonException e) {
      throw new UnreadableRecord("not a " + type.getSimpleName(), e);
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
