package io.callstream.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the relay tells the world. */
final class RelayMetrics {

  private static final Logger log = LoggerFactory.getLogger(RelayMetrics.class);

  private final AtomicInteger leader = new AtomicInteger();
  private final AtomicInteger slotLost = new AtomicInteger();
  private final AtomicLong walKept = new AtomicLong();
  private final AtomicInteger slotFilling = new AtomicInteger();
  private final AtomicInteger deadRows = new AtomicInteger();
  private final Counter published;
  private final Counter failures;
  private final Counter silentLeaders;
  private final Counter slotsMade;
  private final Counter died;

  RelayMetrics(MeterRegistry meters) {
    gauge(meters, "callstream.outbox.relay.leader", "1 while this process leads", leader);
    gauge(meters, "callstream.outbox.slot.lost", "1 while the slot is lost: an alarm", slotLost);
    gauge(
        meters,
        "callstream.outbox.slot.filling",
        "1 while half of the WAL that may be kept for the slot is: an alarm",
        slotFilling);
    gauge(meters, "callstream.outbox.slot.kept.bytes", "WAL kept for the slot", walKept);
    gauge(
        meters,
        "callstream.outbox.dead.rows",
        "Messages in outbox.dead, which Kafka refuses for good: an alarm while there is one",
        deadRows);
    published = counter(meters, "callstream.outbox.relay.published", "Messages published");
    failures = counter(meters, "callstream.outbox.relay.failures", "Leaderships that failed");
    silentLeaders =
        counter(meters, "callstream.outbox.relay.silent_leaders", "Leaders ended for silence");
    slotsMade =
        counter(meters, "callstream.outbox.slot.made", "Slots made anew, kept rows sent again");
    died = counter(meters, "callstream.outbox.relay.dead", "Messages that Kafka refused for good");
  }

  void leads(boolean leads) {
    leader.set(leads ? 1 : 0);
  }

  /** Slot and dead rows are another's to look at from now on. */
  void anotherLeads() {
    slotLost.set(0);
    slotFilling.set(0);
    walKept.set(0);
    deadRows.set(0);
  }

  boolean isLeader() {
    return leader.get() == 1;
  }

  void published(int messages) {
    published.increment(messages);
  }

  void failed() {
    failures.increment();
  }

  void silentLeaderEnded() {
    silentLeaders.increment();
  }

  void slotMade() {
    slotsMade.increment();
  }

  /** One more was refused; so many are there now. */
  void died(int rows) {
    died.increment();
    dead(rows);
  }

  void dead(int rows) {
    deadRows.set(rows);
  }

  int deadRows() {
    return deadRows.get();
  }

  void slot(SlotState state) {
    slotLost.set(state.isLost() ? 1 : 0);
    walKept.set(state.kept());
    if (slotFilling.getAndSet(state.isFilling() ? 1 : 0) == 0 && state.isFilling()) {
      log.error("{} bytes of WAL wait to be published, {} may", state.kept(), state.bound());
    }
  }

  boolean isSlotFilling() {
    return slotFilling.get() == 1;
  }

  boolean isSlotLost() {
    return slotLost.get() == 1;
  }

  private static void gauge(MeterRegistry meters, String name, String description, Number of) {
    Gauge.builder(name, of, Number::doubleValue).description(description).register(meters);
  }

  private static Counter counter(MeterRegistry meters, String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }
}
