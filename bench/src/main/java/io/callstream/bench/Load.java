package io.callstream.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many connections at once, either as fast as answers come, or at a fixed rate.
 *
 * @param connections each sends one after the other
 * @param perSecond of all together, each at its own time, which latency counts from; 0: as fast as
 *     answers come
 */
record Load(int connections, int bytes, double perSecond, Duration length) {

  private static final int LATENCIES_MAX = 4_000_000;

  /** What was answered. */
  static final class Seen {

    private final long answers;
    private final long refused;
    private final Duration took;
    private final int[] micros;

    /** Takes the latencies in their order. */
    Seen(long answers, long refused, Duration took, int[] micros) {
      this.answers = answers;
      this.refused = refused;
      this.took = took;
      this.micros = micros;
    }

    long answers() {
      return answers;
    }

    long refused() {
      return refused;
    }

    double perSecond() {
      return answers / (took.toNanos() / 1e9);
    }

    /** Milliseconds that this share is not above. */
    double quantile(double share) {
      return micros.length == 0
          ? 0
          : micros[(int) Math.min(micros.length - 1, Math.floor(share * micros.length))] / 1e3;
    }
  }

  Seen against(int port, String key, InstantSource clock) {
    AtomicLong next = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    int[] micros = new int[LATENCIES_MAX];
    AtomicLong answers = new AtomicLong();
    CountDownLatch done = new CountDownLatch(connections);
    long begin = System.nanoTime();
    for (int n = 0; n < connections; n++) {
      Thread.ofVirtual()
          .start(() -> {
            try (WebhookClient client = new WebhookClient(port, key, clock)) {
              send(client, begin, next, answers, refused, micros);
            } catch (IOException _) {
              refused.incrementAndGet();
            } finally {
              done.countDown();
            }
          });
    }
    await(done);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    int count = (int) Math.min(answers.get(), LATENCIES_MAX);
    int[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return new Seen(answers.get(), refused.get(), took, sorted);
  }

  private void send(
      WebhookClient client,
      long begin,
      AtomicLong next,
      AtomicLong answers,
      AtomicLong refused,
      int[] micros)
      throws IOException {
    while (true) {
      long turn = next.getAndIncrement();
      long intended = intended(begin, turn);
      if (intended - begin >= length.toNanos()) {
        return;
      }
      for (long wait = intended - System.nanoTime();
          wait > 0;
          wait = intended - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      byte[] body = WebhookClient.body("call_" + UUID.randomUUID(), bytes);
      long from = perSecond > 0 ? intended : System.nanoTime();
      if (client.send(body) == 200) {
        int place = (int) Math.min(LATENCIES_MAX - 1, answers.getAndIncrement());
        micros[place] = (int) ((System.nanoTime() - from) / 1_000);
      } else {
        refused.incrementAndGet();
      }
    }
  }

  private long intended(long begin, long turn) {
    return perSecond > 0 ? begin + Math.round(turn * 1e9 / perSecond) : System.nanoTime();
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
