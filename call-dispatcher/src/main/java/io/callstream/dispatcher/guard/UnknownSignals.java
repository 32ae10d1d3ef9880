package io.callstream.dispatcher.guard;

import io.callstream.contracts.Headers;
import io.callstream.dispatcher.ledger.Signals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Finds records of {@code dispatch-signals} that this ledger never said. */
final class UnknownSignals {

  /** The stream can be ahead of what other sessions see, by as long as a commit takes. */
  private static final int LOOKS = 5;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Signals signals;

  UnknownSignals(Signals signals) {
    this.signals = signals;
  }

  /** The first of them, as words for a person; empty when all are known. */
  Optional<String> first(List<ConsumerRecord<byte[], byte[]>> records) {
    var ids = new HashSet<UUID>();
    for (var record : records) {
      var id = messageId(record);
      if (id.isEmpty()) {
        return Optional.of(text(record.topic(), "a record without a message id of ours"));
      }
      ids.add(id.get());
    }
    return neverSaid(ids).stream()
        .findFirst()
        .map(id -> text(records.getFirst().topic(), "message " + id));
  }

  private Set<UUID> neverSaid(Set<UUID> ids) {
    Set<UUID> unknown = ids.isEmpty() ? ids : signals.neverSaid(ids);
    for (int looks = 1; looks < LOOKS && !unknown.isEmpty(); looks++) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      unknown = signals.neverSaid(unknown);
    }
    return unknown;
  }

  private static Optional<UUID> messageId(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader(Headers.MESSAGE_ID);
    try {
      return header == null
          ? Optional.empty()
          : Optional.of(UUID.fromString(new String(header.value(), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(String topic, String what) {
    return topic
        + " holds "
        + what
        + ", which this database never said; it may have lost its newest past";
  }
}
