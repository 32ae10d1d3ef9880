package io.callstream.dispatcher.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.DispatchSignal.Heartbeat;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.dispatcher.TestLedger;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MECHANISMS.md D: when the gate shuts, and when it must not. */
class RestoreGuardIT {

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @BeforeAll
  static void open() {
    ledger = new TestLedger();
  }

  @AfterAll
  static void close() throws SQLException {
    ledger.close();
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  @Test
  void aDatabaseThatWasNeverTrustedIsTrusted() {
    assertThat(guard()).isEqualTo("false null false");
    ledger.guard().look();
    assertThat(guard()).isEqualTo("false null false");
  }

  @Test
  void anotherClusterShutsIt() {
    ledger.run("update dispatch.guard set system_identifier = '7'");

    ledger.guard().look();

    assertThat(guard()).startsWith("true The database is another one");
  }

  @Test
  void anotherTimelineShutsIt() {
    ledger.run("update dispatch.guard set timeline_id = timeline_id + 1");

    ledger.guard().look();

    assertThat(guard()).startsWith("true The database is another one");
  }

  @Test
  void itCanBeReleasedOnlyWhenNoHiddenCallCanBeRingingAnyLongerAndAllWereMatchedAndStaysOpen() {
    ledger.run("update dispatch.guard set timeline_id = timeline_id + 1");
    ledger.guard().look();
    matched();
    assertThat(guard()).as("a call may ring that is not listed").endsWith(" false");
    ledger.pass(Duration.ofMinutes(5));
    assertThat(guard()).as("it was matched while one might ring").endsWith(" false");
    matched();
    assertThat(guard()).endsWith(" true");

    ledger.gateway.release(guardId());
    assertThat(guard()).as("at once").isEqualTo("false null false");
    ledger.guard().look();
    ledger.guard().look();

    assertThat(guard()).isEqualTo("false null false");
    assertThat(ledger.text("select guard_id from dispatch.guard")).isEqualTo("null");
  }

  @Test
  void theReleaseOfAnEarlierGuardReleasesNoLaterOne() {
    ledger.guard().shut("first");
    ledger.gateway.release(guardId());
    ledger.guard().look();

    ledger.guard().shut("second");
    ledger.guard().look();

    assertThat(guard()).startsWith("true second");
  }

  @Test
  void whatIsSaidAgainOrByAnotherInstanceOfThisLedgerShutsNothing() {
    ledger.run("update dispatch.guard set heartbeat_at = '-infinity'");
    ledger.guard().look();
    var record = published(saidLast());

    read(List.of(record, record));

    assertThat(guard()).isEqualTo("false null false");
  }

  @Test
  void aRecordThatThisLedgerNeverSaidShutsIt() {
    read(List.of(published(UUID.randomUUID())));

    assertThat(guard()).startsWith("true dispatch-signals holds message");
  }

  @Test
  void aRecordWithoutAMessageIdShutsIt() {
    read(List.of(published(null)));

    assertThat(guard()).startsWith("true dispatch-signals holds a record without");
  }

  @Test
  void heartbeatsAreSaidAndRememberedButNotAtEveryLook() {
    ledger.run("update dispatch.guard set heartbeat_at = '-infinity'");
    ledger.guard().look();
    ledger.guard().look();

    assertThat(ledger.text("select count(*) from outbox.messages where key = 'default'"))
        .isEqualTo("1");
    assertThat(ledger.signals().neverSaid(List.of(saidLast()))).isEmpty();
  }

  @Test
  void beforeTheGateMayOpenTheTopicIsReadFromWhereTheLedgerLeftOff(@TempDir Path folder)
      throws Exception {
    var broker = TestKafka.startPrivate(folder);
    var kafka = new KafkaSettings(broker.bootstrapServers(), (short) 1);
    try (var producer =
        new KafkaProducer<byte[], byte[]>(KafkaClients.producer(kafka, "test-writer"))) {
      TopicSetup.ensure(kafka, Topics.all());
      var unread = new Unread(kafka, ledger.workClient());
      var scan = new SignalsScan(unread, ledger.guard(), ledger.signals());

      readAnew(scan);
      assertThat(guard()).as("a first start").isEqualTo("false null false");

      ledger.run("update dispatch.guard set heartbeat_at = '-infinity'");
      ledger.guard().look();
      publish(producer, saidLast());
      publish(producer, saidLast());
      readAnew(scan);
      assertThat(guard()).as("a restart, a repeated record").isEqualTo("false null false");

      publish(producer, UUID.randomUUID());
      scan.look();
      assertThat(guard()).as("the server is the same").isEqualTo("false null false");
      readAnew(scan);
      assertThat(guard()).as("a past that is lost").startsWith("true dispatch-signals");
      assertThat(ledger.guard().readBackUnder()).isEqualTo(ledger.guard().databaseStart());

      ledger.reset();
      ledger.run(
          "update dispatch.guard set system_identifier = null, timeline_id = null, guard_id = null,"
              + " reason = null, shut_at = null, releasable_at = null");
      readAnew(scan);
      assertThat(guard()).as("a fresh database").startsWith("true dispatch-signals");
      ledger.guard().look();
      assertThat(guard()).as("and it stays so").startsWith("true dispatch-signals");
    } finally {
      broker.close();
    }
  }

  private static void matched() {
    ledger.guard().matched(ledger.guard().gap().orElseThrow());
  }

  /** As when the server was started since. */
  private static void readAnew(SignalsScan scan) throws Exception {
    ledger.guard().readBack(Instant.EPOCH);
    scan.look();
  }

  private static void publish(KafkaProducer<byte[], byte[]> producer, UUID messageId)
      throws Exception {
    var record =
        new ProducerRecord<>(
            Topics.DISPATCH_SIGNALS, "default".getBytes(StandardCharsets.UTF_8), heartbeat());
    record.headers().add(Headers.MESSAGE_ID, messageId.toString().getBytes(StandardCharsets.UTF_8));
    producer.send(record).get(30, TimeUnit.SECONDS);
  }

  private static void read(List<ConsumerRecord<byte[], byte[]>> records) {
    var reader = new SignalsRead(ledger.guard(), ledger.signals());
    ledger.transactions().executeWithoutResult(_ -> reader.handle(records));
  }

  private static ConsumerRecord<byte[], byte[]> published(@Nullable UUID messageId) {
    var headers = new RecordHeaders();
    if (messageId != null) {
      headers.add(Headers.MESSAGE_ID, messageId.toString().getBytes(StandardCharsets.UTF_8));
    }
    return new ConsumerRecord<>(
        Topics.DISPATCH_SIGNALS,
        0,
        0,
        0,
        org.apache.kafka.common.record.TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        heartbeat(),
        headers,
        java.util.Optional.empty());
  }

  private static byte[] heartbeat() {
    return Json.bytes(new Heartbeat("default", "1", 1, Instant.EPOCH));
  }

  private static UUID saidLast() {
    return UUID.fromString(
        ledger.text("select message_id from dispatch.signals order by said_at desc limit 1"));
  }

  private static UUID guardId() {
    return UUID.fromString(ledger.text("select guard_id from dispatch.api_guard"));
  }

  private static String guard() {
    return ledger
        .asGateway()
        .sql("select shut, reason, releasable from dispatch.api_guard")
        .query((row, _) -> row.getBoolean(1) + " " + row.getString(2) + " " + row.getBoolean(3))
        .single();
  }
}
