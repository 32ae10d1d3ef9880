package io.callstream.bench.dispatcher;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.LongStream;

/** When dials were made. Pure. */
final class Moments {

  private static final long SECOND = 1_000_000;

  /** In microseconds since 1970, earliest first. */
  private final long[] sorted;

  private Moments(long[] sorted) {
    this.sorted = sorted;
  }

  /** Of microseconds since 1970, in any order. */
  static Moments of(LongStream micros) {
    return new Moments(micros.sorted().toArray());
  }

  /** Those from then on, before the other. */
  Moments between(Instant from, Instant to) {
    return new Moments(Arrays.copyOfRange(sorted, place(from), place(to)));
  }

  /** How many are earlier. */
  private int place(Instant at) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
    int found = Arrays.binarySearch(sorted, micros);
    int place = found < 0 ? -found - 1 : found;
    while (place > 0 && sorted[place - 1] == micros) {
      place--;
    }
    return place;
  }

  int count() {
    return sorted.length;
  }

  /** How many at most within one second, wherever that begins. */
  int mostInAnySecond() {
    int most = 0;
    int first = 0;
    for (int last = 0; last < sorted.length; last++) {
      while (sorted[last] - sorted[first] >= SECOND) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
