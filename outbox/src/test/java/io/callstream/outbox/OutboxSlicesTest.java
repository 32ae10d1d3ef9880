package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many messages there are at a time while many are appended. */
class OutboxSlicesTest {

  private static final int IN_A_SLICE = Outbox.STATEMENT_BYTES / Outbox.MAX_VALUE_BYTES;

  @Test
  void messagesAreMadeAsTheyAreAppendedNotAllBefore() {
    var made = new AtomicInteger();
    var madeWhenTaken = new ArrayList<Integer>();
    var taken = new ArrayList<OutboxMessage>();

    Outbox.inSlices(
        messages(3 * IN_A_SLICE - 1).peek(_ -> made.incrementAndGet()),
        slice -> {
          madeWhenTaken.add(made.get());
          taken.addAll(slice);
        });

    assertThat(madeWhenTaken).containsExactly(IN_A_SLICE, 2 * IN_A_SLICE, 3 * IN_A_SLICE - 1);
    assertThat(taken)
        .extracting(OutboxMessage::key)
        .containsExactlyElementsOf(messages(taken.size()).map(OutboxMessage::key).toList());
  }

  @Test
  void nothingIsNoStatement() {
    Outbox.inSlices(
        Stream.of(),
        slice -> {
          throw new AssertionError(slice);
        });
  }

  private static Stream<OutboxMessage> messages(int count) {
    return Stream.iterate(0, n -> n + 1)
        .limit(count)
        .map(n ->
            new OutboxMessage(
                new UUID(0, n),
                "call-events",
                "key " + n,
                new byte[Outbox.MAX_VALUE_BYTES],
                Map.of()));
  }
}
