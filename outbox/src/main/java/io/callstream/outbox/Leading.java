package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.loop.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a leader does, from taking over to its end, in the order of MECHANISMS.md E1. It ends by a
 * stop or by an exception; either way the next leader begins at the last stored position.
 */
final class Leading {

  private static final Logger log = LoggerFactory.getLogger(Leading.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration FREED_WITHIN = Duration.ofSeconds(15);

  private final DatabaseSettings database;
  private final KafkaSettings kafka;
  private final RelayMetrics metrics;
  private final StopSignal stop;

  Leading(DatabaseSettings database, KafkaSettings kafka, RelayMetrics metrics, StopSignal stop) {
    this.database = database;
    this.kafka = kafka;
    this.metrics = metrics;
    this.stop = stop;
  }

  /** Leads, holding the lock, until a stop is asked for. */
  void lead(long epoch, Beat beat) throws SQLException, InterruptedException, ExecutionException {
    try (RelaySession work = RelaySession.open(database, "callstream_outbox_work")) {
      JdbcClient session = work.client();
      var slot = new Slot(database, session, Slot.nameFor(session));
      free(slot);
      // Told before Kafka is needed: while that is away, this is as far as a leader comes.
      slot.state().ifPresent(metrics::slot);
      try (Publisher publisher = Publisher.open(kafka, transactionalId(session))) {
        // Opening has fenced the leader before us. If another has overtaken us since we took the
        // lock, that one is fenced too and will begin again; we must not publish.
        beat.confirm();
        var positions = new Positions(session, epoch);
        var dead = DeadRows.read(session, epoch, metrics);
        var delivery = new Delivery(publisher, dead);
        prepare(slot, positions, delivery, beat);
        var upkeep = new Upkeep(slot, positions, dead, metrics, System::nanoTime);
        stream(slot, positions, delivery, upkeep, beat);
      }
    }
  }

  static String transactionalId(JdbcClient session) {
    return session
        .sql(
            """
            select 'callstream-outbox-' || c.system_identifier || '-' || d.oid
              from pg_control_system() c, pg_database d where d.datname = current_database()
            """)
        .query(String.class)
        .single();
  }

  private void free(Slot slot) throws InterruptedException {
    long deadline = System.nanoTime() + FREED_WITHIN.toNanos();
    while (!slot.free()) {
      if (System.nanoTime() - deadline > 0 || stop.await(Duration.ofMillis(100))) {
        throw new IllegalStateException("the slot is still in use");
      }
    }
  }

  /** Makes the slot anew where it has not kept what is unpublished; see {@link SlotVerdict}. */
  private void prepare(Slot slot, Positions positions, Delivery delivery, Beat beat)
      throws SQLException {
    Optional<SlotState> state = slot.state();
    if (SlotVerdict.of(state, positions.reached(slot.name()))
        instanceof SlotVerdict.MakeAnew(String reason)) {
      log.warn("slot {} is made anew: {}", slot.name(), reason);
      positions.forget();
      slot.drop(positions.epoch());
      var look = new SlotLook(slot::state, metrics, System::nanoTime);
      try (Slot.Beginning beginning = slot.create()) {
        long rows =
            new KeptRows(database)
                .publish(
                    beginning,
                    messages -> {
                      if (stop.isRequested()) {
                        throw new LostLeadership("stopping; the next leader begins again");
                      }
                      beat.requireHeld();
                      look.run();
                      delivery.publish(messages);
                    });
        log.info("{} kept rows published before slot {} begins", rows, slot.name());
        positions.begin(slot.name(), beginning.position());
      }
      metrics.slotMade();
    }
  }

  private void stream(Slot slot, Positions positions, Delivery delivery, Upkeep upkeep, Beat beat)
      throws InterruptedException, ExecutionException {
    try (PositionStore store = PositionStore.open(positions)) {
      var pulse = new Pulse(System::nanoTime);
      var streaming = new Streaming(delivery, store, metrics, pulse, upkeep);
      Properties settings = EngineSettings.of(database, slot.name(), store);
      try (Engine engine = Engine.start(settings, streaming)) {
        while (!stop.isRequested()) {
          engine.requireRunning(LOOK_EVERY);
          beat.requireHeld();
          store.requireStored();
          pulse.require();
          upkeep.run();
        }
      }
    }
  }
}
