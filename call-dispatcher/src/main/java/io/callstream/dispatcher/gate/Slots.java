package io.callstream.dispatcher.gate;

import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many calls may run at once: Retell's limit less what it keeps for inbound calls, and no more
 * than {@code DIAL_CONCURRENCY}. Read every few seconds; a limit that could not be read for a
 * minute is not known any more.
 */
final class Slots {

  private static final Logger log = LoggerFactory.getLogger(Slots.class);

  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final Duration GOOD = Duration.ofMinutes(1);
  private static final Duration APART = Duration.ofMillis(250);

  private final RetellReads reads;
  private final OptionalInt cap;
  private final BooleanSupplier turn;
  private final LongSupplier nanos;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Long askedAt;
  private volatile @Nullable Answer answer;

  private record Answer(int limit, long at) {}

  /**
   * @param cap {@code DIAL_CONCURRENCY}
   * @param turn whether it is our turn to read, of all instances'
   * @param nanos {@code System::nanoTime} outside of tests
   */
  Slots(RetellReads reads, OptionalInt cap, BooleanSupplier turn, LongSupplier nanos) {
    this.reads = reads;
    this.cap = cap;
    this.turn = turn;
    this.nanos = nanos;
  }

  static Slots of(GateLoops.Retell retell) {
    return new Slots(
        retell.reads(), retell.cap(), () -> retell.pace().takeTurn("get", APART), System::nanoTime);
  }

  /**
   * Asks Retell when it was not asked lately.
   *
   * @return whether it was asked and answered
   */
  boolean keepFresh() {
    var last = askedAt;
    return (last == null || nanos.getAsLong() - last > FRESH.toNanos()) && ask();
  }

  /**
   * What was last read; null while Retell does not say. Waits for nobody, so that it may be called
   * under locks.
   */
  @Nullable Integer known() {
    var last = answer;
    return last != null && nanos.getAsLong() - last.at() <= GOOD.toNanos() ? last.limit() : null;
  }

  /**
   * Asks Retell, unless somebody is just asking or it is not our turn.
   *
   * @return whether it answered
   */
  boolean ask() {
    if (!asking.tryLock()) {
      return false;
    }
    try {
      return turn.getAsBoolean() && read();
    } finally {
      asking.unlock();
    }
  }

  private boolean read() {
    askedAt = nanos.getAsLong();
    return switch (reads.concurrency()) {
      case ReadAnswer.Found(var concurrency) -> {
        int limit = Math.min(concurrency.outboundLimit(), cap.orElse(Integer.MAX_VALUE));
        answer = new Answer(limit, nanos.getAsLong());
        yield true;
      }
      case ReadAnswer.Refused(int status, String message) -> unread(status + " " + message);
      case ReadAnswer.NotFound(String message) -> unread(message);
      case ReadAnswer.Unavailable(String cause) -> unread(cause);
    };
  }

  private static boolean unread(String cause) {
    log.atWarn().addKeyValue("cause", cause).log("get-concurrency could not be read");
    return false;
  }
}
