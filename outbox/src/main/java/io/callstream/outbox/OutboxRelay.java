package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.loop.Backoff;
import io.callstream.runtime.loop.StopSignal;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Publishes the outbox to Kafka, in order per key, each message at least once but for those that
 * Kafka refuses for good. Of all relays on one database one leads at a time; the others wait to
 * take over, and end a leader that fell silent.
 */
public final class OutboxRelay implements Worker, HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  // Who has led for so long failed by a new cause, and need not wait long.
  private static final Duration STEADY = Duration.ofSeconds(30);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(34);

  private final DatabaseSettings database;
  private final KafkaSettings kafka;
  private final String instance;
  private final RelayMetrics metrics;
  private volatile @Nullable StopSignal stop;
  private volatile @Nullable Thread thread;

  /**
   * Makes a relay that waits to lead.
   *
   * @param instance names this process in {@code outbox.relay}
   */
  public OutboxRelay(
      DatabaseSettings database, KafkaSettings kafka, String instance, MeterRegistry meters) {
    this.database = database;
    this.kafka = kafka;
    this.instance = instance;
    this.metrics = new RelayMetrics(meters);
  }

  @Override
  public void start() {
    var signal = new StopSignal();
    stop = signal;
    thread = Thread.ofPlatform().name("outbox-relay").daemon().start(() -> run(signal));
  }

  /** Waits for the batch under way, for at most 34 s; another instance leads from then on. */
  @Override
  public void stop() {
    StopSignal signal = stop;
    Thread last = thread;
    if (signal == null || last == null) {
      return;
    }
    signal.request();
    try {
      if (!last.join(STOPPED_WITHIN)) {
        log.error("the relay did not stop within {} s", STOPPED_WITHIN.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public Health health() {
    Health.Builder health = metrics.isSlotLost() ? Health.down() : Health.up();
    return health
        .withDetail("leader", metrics.isLeader())
        .withDetail("slot_filling", metrics.isSlotFilling())
        .withDetail("dead_rows", metrics.deadRows())
        .build();
  }

  private void run(StopSignal signal) {
    var backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    String complaint = "";
    while (!signal.isRequested()) {
      try {
        contend(signal, backoff);
      } catch (Throwable t) {
        // Errors too: a relay that ends unseen is an outbox nobody publishes.
        complaint = ended(t, complaint);
      }
      signal.await(backoff.next());
    }
  }

  /** The same failure again, as through a long outage, is one line without its stack. */
  private String ended(Throwable t, String before) {
    Throwable cause = t instanceof ExecutionException && t.getCause() != null ? t.getCause() : t;
    if (cause instanceof LostLeadership) {
      log.warn("waits to lead again: {}", cause.getMessage());
      return before;
    }
    metrics.failed();
    String now = cause.toString();
    log.error(
        "publishing failed; begins again at the last stored position: {}",
        now,
        now.equals(before) ? null : cause);
    return now;
  }

  /** Waits for the lock, then leads; the lock goes with its session. */
  private void contend(StopSignal signal, Backoff backoff) throws Exception {
    try (RelaySession session = RelaySession.open(database, "callstream_outbox_lock")) {
      var leadership = new Leadership(session.client());
      while (!leadership.tryLock()) {
        backoff.reset();
        metrics.anotherLeads();
        if (leadership.endSilentLeader()) {
          metrics.silentLeaderEnded();
          log.warn("ended a leader that was silent for {} s", Leadership.SILENT_AFTER.toSeconds());
        }
        if (signal.await(ASK_AGAIN)) {
          return;
        }
      }
      lead(signal, leadership, backoff);
    }
  }

  private void lead(StopSignal signal, Leadership leadership, Backoff backoff) throws Exception {
    long epoch = leadership.begin(instance);
    log.info("leads, epoch {}", epoch);
    metrics.leads(true);
    long since = System.nanoTime();
    try (Beat beat = Beat.start(leadership, epoch)) {
      new Leading(database, kafka, metrics, signal).lead(epoch, beat);
    } finally {
      metrics.leads(false);
      if (System.nanoTime() - since > STEADY.toNanos()) {
        backoff.reset();
      }
    }
  }
}
