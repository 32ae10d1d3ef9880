package io.callstream.bench.relay;

import io.callstream.runtime.database.DatabaseSettings;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's engine by itself, on a slot of its own. */
final class BareEngine implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  /** Made by who measures, before the rows are written. */
  static final String SLOT = "bench_bare";

  private static final String MESSAGES = ".outbox.messages";

  private final AtomicLong rows = new AtomicLong();

  private BareEngine() {}

  /** Runs until the process ends. */
  static BareEngine start(DatabaseSettings database) {
    var counting = new BareEngine();
    var engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings(database))
            .notifying(counting)
            .build();
    Thread.ofPlatform().name("bare-engine").daemon().start(engine);
    return counting;
  }

  long rows() {
    return rows.get();
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    for (var event : events) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
    rows.addAndGet(events.stream().filter(e -> e.record().topic().endsWith(MESSAGES)).count());
  }

  /** As the relay has them, but for where positions are kept. */
  private static Properties settings(DatabaseSettings database) {
    var url = URI.create(database.url().substring("jdbc:".length()));
    var settings = new Properties();
    settings.setProperty("name", "bench-bare");
    settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.setProperty("topic.prefix", "bench");
    settings.setProperty("database.hostname", url.getHost());
    settings.setProperty("database.port", String.valueOf(url.getPort()));
    settings.setProperty("database.dbname", url.getPath().substring(1));
    settings.setProperty("database.user", database.user());
    settings.setProperty("database.password", database.password());
    settings.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    settings.setProperty("offset.flush.interval.ms", "0");
    settings.setProperty("plugin.name", "pgoutput");
    settings.setProperty("publication.name", "callstream_outbox");
    settings.setProperty("publication.autocreate.mode", "disabled");
    settings.setProperty("slot.name", SLOT);
    settings.setProperty("table.include.list", "outbox\\.messages,outbox\\.heartbeats");
    settings.setProperty("snapshot.mode", "no_data");
    settings.setProperty("skipped.operations", "u,d,t");
    settings.setProperty("binary.handling.mode", "bytes");
    settings.setProperty("poll.interval.ms", "20");
    settings.setProperty("max.batch.size", "1024");
    settings.setProperty("max.queue.size", "4096");
    settings.setProperty("max.queue.size.in.bytes", Integer.toString(32 * 1024 * 1024));
    return settings;
  }
}
