package io.callstream.bench.gateway;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was answered under a load. */
final class Seen {

  /** Of later ones it is not kept how long they took. */
  private static final int LATENCIES_MAX = 4_000_000;

  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final int[] micros = new int[LATENCIES_MAX];
  private final long begun = System.nanoTime();
  private volatile long ended;

  long begun() {
    return begun;
  }

  void answered(long from) {
    int place = answers.getAndIncrement();
    if (place < LATENCIES_MAX) {
      micros[place] = (int) ((System.nanoTime() - from) / 1_000);
    }
  }

  void failed(String why) {
    failure.compareAndSet(null, why);
  }

  void end() {
    ended = System.nanoTime();
  }

  int answers() {
    return answers.get();
  }

  /** The first answer that was not as wanted, or why a connection broke; null when none did. */
  @Nullable String failure() {
    return failure.get();
  }

  double perSecond() {
    return answers() * 1e9 / (ended - begun);
  }

  /** In milliseconds, in no order. */
  double[] millis() {
    return Arrays.stream(micros, 0, Math.min(answers(), LATENCIES_MAX))
        .mapToDouble(each -> each / 1e3)
        .toArray();
  }
}
