package io.callstream.bench.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many connections at once, either as fast as answers come, or at a fixed rate.
 *
 * @param connections each sends one request after the other
 * @param requests what they send
 * @param wanted the status of an answer that is none of a failure
 * @param perSecond of all together, each at its own time, which latency counts from; 0: as fast as
 *     answers come
 */
record Load(int connections, Requests requests, int wanted, double perSecond, Duration length) {

  static final int OK = 200;
  static final int ACCEPTED = 202;

  /** The same, but so fast and so long. */
  Load at(double rate, Duration over) {
    return new Load(connections, requests, wanted, rate, over);
  }

  /** Loads what listens there. */
  Seen against(int port) {
    var seen = new Seen();
    var next = new AtomicLong();
    var done = new CountDownLatch(connections);
    for (int n = 0; n < connections; n++) {
      Thread.ofVirtual()
          .start(() -> {
            try (var connection = new Connection(port)) {
              send(connection, next, seen);
            } catch (IOException e) {
              seen.failed(String.valueOf(e.getMessage()));
            } finally {
              done.countDown();
            }
          });
    }
    await(done);
    seen.end();
    return seen;
  }

  private void send(Connection connection, AtomicLong next, Seen seen) throws IOException {
    while (true) {
      long due = due(seen.begun(), next);
      if (due - seen.begun() >= length.toNanos()) {
        return;
      }
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      if (connection.send(requests.next()) == wanted) {
        seen.answered(due);
      } else {
        seen.failed(connection.said());
      }
    }
  }

  private long due(long begun, AtomicLong next) {
    return perSecond > 0
        ? begun + Math.round(next.getAndIncrement() * 1e9 / perSecond)
        : System.nanoTime();
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
