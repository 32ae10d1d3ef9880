package io.callstream.projector;

import io.callstream.contracts.Topics;
import io.callstream.outbox.Outbox;
import io.callstream.outbox.OutboxRelay;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.readmodel.MappingVersion;
import io.callstream.projector.readmodel.ReadModel;
import io.callstream.projector.readmodel.RollUps;
import io.callstream.projector.sweep.Sweeping;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.reader.ReaderSettings;
import io.callstream.runtime.reader.StoredOffsetReader;
import io.callstream.runtime.startup.Prerequisite;
import io.callstream.runtime.startup.Prerequisites;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts of the projector, and what must be there before it is ready. */
@Configuration(proxyBeanMethods = false)
class ProjectorConfiguration {

  static final String SCHEMA = "calls";
  private static final String OUTBOX_SCHEMA = "outbox";

  /** Two writers fill two cores; more would queue for the same rows (measured). */
  private static final int WRITERS = 2;

  /** From 500 records a transaction on, more gain nothing (measured). */
  private static final int BATCH_RECORDS = 500;

  /** Writers, the sums, the sweep, and one to spare. */
  private static final int CONNECTIONS = WRITERS + 3;

  private static final Duration FOLDED_EVERY = Duration.ofSeconds(10);
  private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(30);

  @Bean
  DataSource dataSource(DatabaseSettings database) {
    return Pools.openByKey(
        database, "callstream_projector", "callstream_projector", CONNECTIONS, TRANSACTION_LIMIT);
  }

  @Bean
  Projection projection(ProjectorSettings settings, JdbcClient database, MeterRegistry meters) {
    var events = new CallEvents(settings.installation(), settings.publicBaseUrl());
    return new Projection(
        new MappingVersion(database, StatusMapping.VERSION),
        new RecordReader(settings.installation()),
        new ReadModel(database),
        events,
        new Outbox(database),
        new Tally(meters));
  }

  @Bean
  StoredOffsetReader reader(
      KafkaSettings kafka, DataSource database, Projection projection, MeterRegistry meters) {
    var topics = List.of(Topics.CALL_REQUESTS, Topics.RETELL_WEBHOOKS, Topics.DISPATCH_SIGNALS);
    return new StoredOffsetReader(
        new ReaderSettings("status-projector", topics, SCHEMA, BATCH_RECORDS, WRITERS),
        kafka,
        database,
        projection,
        meters);
  }

  @Bean
  OutboxRelay relay(
      ProjectorSettings settings,
      DatabaseSettings database,
      KafkaSettings kafka,
      MeterRegistry meters) {
    return new OutboxRelay(database, kafka, settings.instance(), meters);
  }

  @Bean
  Loop rollUps(JdbcClient database, MeterRegistry meters) {
    return new Loop("roll-ups", FOLDED_EVERY, new RollUps(database)::fold, meters);
  }

  @Bean
  Sweeping sweeping(ProjectorSettings settings, DataSource database, MeterRegistry meters) {
    return new Sweeping(
        settings.sweep(), settings.installation(), settings.instance(), database, meters);
  }

  @Bean
  Prerequisites prerequisites(
      KafkaSettings kafka, DatabaseSettings database, JdbcClient client, List<Worker> workers) {
    var mapping = new MappingVersion(client, StatusMapping.VERSION);
    return new Prerequisites(
        List.of(
            new Prerequisite("topics", () -> TopicSetup.ensure(kafka, Topics.all())),
            new Prerequisite("outbox schema", () -> Migrations.migrate(database, OUTBOX_SCHEMA)),
            new Prerequisite("calls schema", () -> Migrations.migrate(database, SCHEMA)),
            new Prerequisite("mapping", mapping::await)),
        workers);
  }
}
