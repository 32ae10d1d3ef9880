package io.callstream.gateway.stream;

import io.callstream.contracts.Topics;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a listener has come: the next offset of each partition of {@code call-events}. What an
 * event's {@code id} says, and {@code Last-Event-ID} brings back. Not for several threads.
 */
final class Position {

  private static final int DIGITS_MAX = 18;

  private final long[] next;

  Position(long[] next) {
    this.next = next.clone();
  }

  /** What a text says; null when it is no position. */
  static @Nullable Position read(String text) {
    var parts = text.split("\\.", -1);
    boolean wellFormed =
        parts.length == Topics.PARTITIONS
            && Arrays.stream(parts).allMatch(p -> p.matches("[0-9]{1," + DIGITS_MAX + "}"));
    return wellFormed
        ? new Position(Arrays.stream(parts).mapToLong(Long::parseLong).toArray())
        : null;
  }

  String write() {
    return LongStream.of(next).mapToObj(Long::toString).collect(Collectors.joining("."));
  }

  long of(int partition) {
    return next[partition];
  }

  void move(int partition, long to) {
    next[partition] = to;
  }
}
