package io.callstream.projector.rebuild;

import io.callstream.outbox.Outbox;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.intake.RecordReader;
import io.callstream.runtime.kafka.KafkaSettings;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One rebuild of the read model by the mapping of this process, while projectors go on with theirs.
 * It can be ended at any moment and goes on from there the next time. Who begins one shuts out the
 * process that was at it before.
 */
public final class Rebuild implements AutoCloseable {

  private static final String BEGIN =
      """
      insert into calls.rebuilds as r (mapping, run) values (:mapping, gen_random_uuid())
      on conflict (only_row) do update set mapping = :mapping, run = excluded.run
      returning run
      """;

  private static final String EMPTY =
      """
      truncate calls.rebuilt_calls, calls.rebuilt_facts, calls.rebuilt_offsets, calls.rebuilt_changes
      """;

  private final JdbcClient database;
  private final TransactionOperations transaction;
  private final int mapping;
  private final UUID run;
  private final Filling filling;
  private final Comparing comparing;
  private final Switching switching;

  /**
   * Begins, or goes on with, a rebuild.
   *
   * @param database a pool of the projector's role, for transactions of an hour
   * @param mapping the version of this process' mapping
   */
  public Rebuild(
      KafkaSettings kafka,
      DataSource database,
      RecordReader reader,
      CallEvents events,
      int mapping) {
    this.database = JdbcClient.create(database);
    this.mapping = mapping;
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    this.run = begin();
    var atOneMoment = new TransactionTemplate(new JdbcTransactionManager(database));
    atOneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.filling =
        new Filling(
            new Replay(kafka),
            new ReadSoFar(this.database),
            new Shadow(this.database),
            reader,
            atOneMoment,
            this::stillOurs);
    this.comparing = new Comparing(this.database);
    this.switching = new Switching(this.database, events, new Outbox(this.database), mapping);
  }

  /** A rebuild by another mapping is worth nothing to this one. */
  private UUID begin() {
    return inTransaction(() -> {
      var last =
          database.sql("select mapping from calls.rebuilds for update").query(Integer.class).list();
      if (!last.equals(List.of(mapping))) {
        database.sql(EMPTY).update();
      }
      return database.sql(BEGIN).param("mapping", mapping).query(UUID.class).single();
    });
  }

  /** Brings the rebuilt rows as far as the live ones are, and says how they differ. */
  public Difference difference() {
    filling.fill();
    return inTransaction(() -> {
      stillOurs();
      return comparing.compare();
    });
  }

  /**
   * Makes the live rows what the rebuild made, in one transaction: projectors wait for it, readers
   * do not, and see either all of it or nothing. After it only projectors with this mapping go on.
   */
  public Difference switchOver() {
    filling.fill();
    return inTransaction(() -> {
      stillOurs();
      switching.holdProjectors();
      filling.fill();
      var difference = comparing.compare();
      switching.correct();
      database.sql(EMPTY).update();
      return difference;
    });
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transaction.execute(_ -> work.get()));
  }

  /** Each transaction of a rebuild begins so: one process at a time. */
  private void stillOurs() {
    var last = database.sql("select run from calls.rebuilds for update").query(UUID.class).list();
    if (!last.equals(List.of(run))) {
      throw new CannotRebuild("another rebuild has begun");
    }
  }

  @Override
  public void close() {
    filling.close();
  }
}
