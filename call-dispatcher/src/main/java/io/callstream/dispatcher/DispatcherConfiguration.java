package io.callstream.dispatcher;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.Topics;
import io.callstream.dispatcher.asking.LostCalls;
import io.callstream.dispatcher.gate.GateLoops;
import io.callstream.dispatcher.guard.SignalsScan;
import io.callstream.dispatcher.guard.Unread;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.outbox.OutboxRelay;
import io.callstream.retell.dial.DialLimits;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.runtime.startup.Prerequisite;
import io.callstream.runtime.startup.Prerequisites;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts of the dispatcher, and what must be there before it dials. */
@Configuration(proxyBeanMethods = false)
class DispatcherConfiguration {

  private static final String ROLE = "callstream_dispatcher";
  private static final String SCHEMA = "dispatch";

  /** Lanes at work, and one that is being replaced. */
  private static final int GATE_CONNECTIONS = 12;

  private static final int WORK_CONNECTIONS = 20;
  private static final Duration GATE_LIMIT = Duration.ofSeconds(1);
  private static final Duration WORK_LIMIT = Duration.ofSeconds(30);
  private static final Duration READ_LIMIT = Duration.ofSeconds(10);

  /** For gates alone: a frozen gate must not hold its locks (MECHANISMS.md B8). */
  @Bean
  HikariDataSource gatePool(DatabaseSettings database) {
    return Pools.openByKey(database, ROLE, "gate", GATE_CONNECTIONS, GATE_LIMIT);
  }

  /** For everything else. */
  @Bean
  HikariDataSource workPool(DatabaseSettings database) {
    return Pools.openByKey(database, ROLE, "work", WORK_CONNECTIONS, WORK_LIMIT);
  }

  @Bean
  LedgerParts ledgerParts(
      @Qualifier("workPool") HikariDataSource pool,
      DispatcherSettings settings,
      MeterRegistry meters) {
    return LedgerParts.on(pool, settings, new Alerts(meters));
  }

  @Bean(destroyMethod = "close")
  DialLine dialLine(DispatcherSettings settings) {
    return new DialLine(
        settings.account(),
        DialLimits.answeredWithin(settings.readTimeout()),
        InstantSource.system());
  }

  @Bean(destroyMethod = "close")
  RetellReads retellReads(DispatcherSettings settings) {
    return new RetellReads(settings.account(), READ_LIMIT);
  }

  @Bean
  WorkerGroup gate(
      @Qualifier("gatePool") HikariDataSource pool,
      LedgerParts parts,
      GateLoops.Retell retell,
      DispatcherSettings settings,
      MeterRegistry meters) {
    var database =
        new GateLoops.Database(
            JdbcClient.create(pool), LedgerParts.transactions(pool), parts.database());
    return new WorkerGroup(
        GateLoops.workers(
            database, retell, parts.ledger(), parts.guard(), settings.gate(), meters));
  }

  @Bean
  GateLoops.Retell gateRetell(
      DialLine line, RetellReads reads, LedgerParts parts, DispatcherSettings settings) {
    return new GateLoops.Retell(line, reads, parts.questions(), settings.concurrency());
  }

  @Bean
  WorkerGroup upkeep(
      LedgerParts parts,
      RetellReads reads,
      Upkeep.Past past,
      DispatcherSettings settings,
      MeterRegistry meters) {
    return new WorkerGroup(Upkeep.loops(parts, reads, past, settings, meters));
  }

  @Bean
  Upkeep.Past past(
      KafkaSettings kafka, LedgerParts parts, RetellReads reads, DispatcherSettings settings) {
    var unread = new Unread(kafka, parts.database());
    return new Upkeep.Past(
        new SignalsScan(unread, parts.guard(), parts.signals()),
        new LostCalls(
            parts.guard(),
            unread,
            parts.questions(),
            parts.ledger(),
            reads,
            settings.installation()));
  }

  @Bean
  WorkerGroup readers(
      @Qualifier("workPool") HikariDataSource pool,
      KafkaSettings kafka,
      LedgerParts parts,
      DispatcherSettings settings,
      MeterRegistry meters) {
    return new WorkerGroup(Readers.of(pool, kafka, parts, settings.installation(), meters));
  }

  @Bean
  OutboxRelay relay(
      DatabaseSettings database,
      KafkaSettings kafka,
      DispatcherSettings settings,
      MeterRegistry meters) {
    var instance =
        "call-dispatcher-%s-%d".formatted(settings.gate().sender(), ProcessHandle.current().pid());
    return new OutboxRelay(database, kafka, instance, meters);
  }

  @Bean
  Prerequisites prerequisites(
      KafkaSettings kafka, DatabaseSettings database, List<Worker> workers) {
    return new Prerequisites(
        List.of(
            new Prerequisite("topics", () -> TopicSetup.ensure(kafka, Topics.all())),
            new Prerequisite("outbox schema", () -> Migrations.migrate(database, "outbox")),
            new Prerequisite("dispatch schema", () -> Migrations.migrate(database, SCHEMA))),
        workers);
  }
}
