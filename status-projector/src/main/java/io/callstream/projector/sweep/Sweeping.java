package io.callstream.projector.sweep;

import io.callstream.outbox.Outbox;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The sweep as a part of a running projector: its loop, and its line to Retell. */
public final class Sweeping implements Worker {

  private static final Logger log = LoggerFactory.getLogger(Sweeping.class);

  private static final Duration TURN = Duration.ofSeconds(1);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final @Nullable RetellReads reads;
  private final @Nullable Loop loop;

  /**
   * Makes a sweep that starts with its service.
   *
   * @param settings null when there is no key to ask with: then nothing is looked for
   * @param instance names this process, for one projector sweeps at a time
   */
  public Sweeping(
      @Nullable SweepSettings settings,
      String installation,
      String instance,
      DataSource database,
      MeterRegistry meters) {
    if (settings == null) {
      this.reads = null;
      this.loop = null;
      return;
    }
    this.reads = new RetellReads(settings.account(), ANSWER_LIMIT);
    var client = JdbcClient.create(database);
    var transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    var book = new SweepBook(client, transaction, new Outbox(client), instance);
    var clock = InstantSource.system();
    var sweep =
        new Sweep(
            settings,
            reads,
            book,
            new Answered(installation),
            clock,
            new SweepMeters(meters, clock),
            new MissingTalks(MissingTalks.WAITING_MAX));
    this.loop = new Loop("sweep", TURN, sweep::turn, meters);
  }

  @Override
  public void start() {
    if (loop == null) {
      log.info("no RETELL_API_KEY: what webhooks miss is not looked for");
    } else {
      loop.start();
    }
  }

  @Override
  public void stop() {
    if (reads != null) {
      reads.close();
    }
    if (loop != null) {
      loop.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return loop != null && loop.isRunning();
  }
}
