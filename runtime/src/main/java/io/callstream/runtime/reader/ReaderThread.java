package io.callstream.runtime.reader;

import io.callstream.runtime.loop.Backoff;
import io.callstream.runtime.loop.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one consumer at work. Whatever {@link Polling} does not understand ends the consumer, and a
 * new one begins from the stored offsets.
 */
final class ReaderThread implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ReaderThread.class);

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration HALT = Duration.ofSeconds(30);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final List<String> topics;
  private final ReaderParts parts;
  private final StopSignal stop;
  private volatile boolean halted;
  private volatile boolean renew;

  ReaderThread(
      Supplier<Consumer<byte[], byte[]>> consumers,
      List<String> topics,
      ReaderParts parts,
      StopSignal stop) {
    this.consumers = consumers;
    this.topics = topics;
    this.parts = parts;
    this.stop = stop;
  }

  /** Gives up the consumer for a new one at its next turn. */
  void renew() {
    renew = true;
  }

  /** Whether it stands still until somebody has put something right. */
  boolean isHalted() {
    return halted;
  }

  @Override
  public void run() {
    var backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    while (!stop.isRequested()) {
      try {
        pollUntilRenewed(backoff);
      } catch (Halted e) {
        halted = true;
        log.error("halted, trying again in {} s: {}", HALT.toSeconds(), e.getMessage(), e);
        stop.await(HALT);
      } catch (Throwable t) {
        // Errors too: a reader thread that ends unseen is a partition nobody reads.
        parts.metrics().failure();
        log.error("consumer given up for a new one", t);
        stop.await(backoff.next());
      }
    }
  }

  private void pollUntilRenewed(Backoff backoff) {
    renew = false;
    Consumer<byte[], byte[]> consumer = consumers.get();
    try {
      var polling = new Polling(consumer, parts, stop);
      consumer.subscribe(topics, polling);
      while (!stop.isRequested() && !renew) {
        polling.turn();
        halted = false;
        backoff.reset();
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSED_WITHIN));
    }
  }
}
