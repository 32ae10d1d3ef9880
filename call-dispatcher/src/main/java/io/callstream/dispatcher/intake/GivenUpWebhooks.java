package io.callstream.dispatcher.intake;

import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.retell.webhook.WebhookEvent;
import io.callstream.runtime.reader.BatchHandler;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes in {@code retell-webhooks.dlt}: of each call of ours that is named there Retell is asked,
 * and what it says of the end goes out as a signal (MECHANISMS.md C6). Nothing in a record is a
 * reason to give up on it again.
 */
public final class GivenUpWebhooks implements BatchHandler {

  private static final int UUID_LENGTH = 36;

  private final Ledger ledger;
  private final Questions questions;
  private final String installation;

  public GivenUpWebhooks(Ledger ledger, Questions questions, String installation) {
    this.ledger = ledger;
    this.questions = questions;
    this.installation = installation;
  }

  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<UUID> calls = new HashSet<>();
    Set<String> retellCalls = new HashSet<>();
    for (var record : records) {
      key(record.key())
          .ifPresent(key -> uuid(key).ifPresentOrElse(calls::add, () -> retellCalls.add(key)));
      seen(record.value()).ifPresent(sighting -> retellCalls.add(sighting.retellCallId()));
    }
    if (!calls.isEmpty() || !retellCalls.isEmpty()) {
      questions.askAgain(calls, retellCalls);
    }
  }

  /** Evidence it is, too, if it can be read. */
  private Optional<Sighting> seen(byte @Nullable [] body) {
    return Optional.ofNullable(body)
        .filter(bytes -> !(WebhookEvent.parse(bytes) instanceof WebhookEvent.Unreadable))
        .flatMap(bytes -> Webhooks.sightings(bytes, installation).findFirst())
        .map(sighting -> {
          ledger.seen(List.of(sighting));
          return sighting;
        });
  }

  /** A key that PostgreSQL could not take as text names no call of ours. */
  private static Optional<String> key(byte @Nullable [] key) {
    return Optional.ofNullable(key)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .filter(text -> text.indexOf('\u0000') < 0);
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == UUID_LENGTH ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
