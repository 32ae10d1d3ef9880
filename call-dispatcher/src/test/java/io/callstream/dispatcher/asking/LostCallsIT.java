package io.callstream.dispatcher.asking;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.contracts.Topics;
import io.callstream.dispatcher.StandInRetell;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.guard.Unread;
import io.callstream.dispatcher.ledger.End;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.runtime.loop.Loop;
import io.callstream.stack.KafkaBroker;
import io.callstream.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of a lost past, and when that is all of it (MECHANISMS.md D). */
class LostCallsIT {

  private static final String OURS = "default";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @SuppressWarnings("NullAway.Init")
  private static KafkaBroker broker;

  private final StandInRetell retell = new StandInRetell();
  private final KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), (short) 1);

  @BeforeAll
  static void open() throws Exception {
    ledger = new TestLedger();
    broker = TestKafka.startPrivate(folder);
    TopicSetup.ensure(new KafkaSettings(broker.bootstrapServers(), (short) 1), Topics.all());
  }

  @AfterAll
  static void close() throws SQLException {
    ledger.close();
    broker.close();
  }

  @BeforeEach
  void shut() {
    ledger.reset();
    ledger.guard().shut("a test");
  }

  @AfterEach
  void closeRetell() {
    retell.close();
  }

  @Test
  void nothingIsAskedWhileTheGuardIsOpen() throws Exception {
    ledger.reset();

    look();

    assertThat(retell.asked()).isEmpty();
  }

  @Test
  void aCallThatOnlyRetellKnowsOfBecomesADialAndAnothersDoesNot() throws Exception {
    var lost = TestLedger.call("+12125550111");
    var waiting = TestLedger.call("+12125550112");
    ledger.place(lost, waiting);
    made(lost, OURS);
    made(waiting, "another");

    look();

    assertThat(ledger.callState(lost)).isEqualTo("in_flight");
    assertThat(ledger.callState(waiting)).isEqualTo("waiting");
    assertThat(matched()).isTrue();
  }

  @Test
  void whatIsOverMustBeKnownToBeOverSinceItsRetryMayBeLostToo() throws Exception {
    var lost = TestLedger.call("+12125550111");
    ledger.place(lost);
    var retellCallId = made(lost, OURS);
    retell.end(retellCallId, "dial_busy");

    look();

    assertThat(ledger.callState(lost)).isEqualTo("in_flight");
    assertThat(matched()).as("its end is not known").isFalse();
    ledger
        .ledger()
        .seen(
            List.of(new Sighting(retellCallId, null, new End.Reported("dial_busy", null), false)));

    look();

    assertThat(matched()).isTrue();
  }

  @Test
  void noLookCountsThatRetellDidNotAnswer() throws Exception {
    retell.readsAnswered(false);

    look();

    assertThat(matched()).isFalse();
  }

  @Test
  void noLookIsMadeWhileARequestIsStillToBeReadAgain() throws Exception {
    long after;
    try (var producer = producer()) {
      after = write(producer);
    }

    look();

    assertThat(retell.asked()).isEmpty();
    readTo(after);

    look();

    assertThat(retell.asked()).isNotEmpty();
    assertThat(matched()).isTrue();
  }

  /** As by a reader that is never quite at the end of a topic that is written all the time. */
  @Test
  void whatIsWrittenWhileALookIsMadeDoesNotHoldItUp() throws Exception {
    try (var producer = producer()) {
      readTo(write(producer) - 1);
      var reader =
          new Loop(
              "test-reader",
              Duration.ofMillis(50),
              () -> readTo(write(producer) - 2),
              new SimpleMeterRegistry());
      reader.start();

      look();

      reader.stop();
      readTo(write(producer));
      assertThat(matched()).isTrue();
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(KafkaClients.producer(kafka, "test-writer"));
  }

  /** The offset after it. */
  private static long write(KafkaProducer<byte[], byte[]> producer) throws Exception {
    var record =
        new ProducerRecord<>(Topics.CALL_REQUESTS, 0, new byte[] {1}, new byte[] {'{', '}'});
    return producer.send(record).get(30, TimeUnit.SECONDS).offset() + 1;
  }

  private void look() throws Exception {
    ledger.run("update dispatch.pace set next_at = '-infinity'");
    try (var reads =
        new RetellReads(new RetellAccount(retell.address(), "key"), Duration.ofSeconds(10))) {
      new LostCalls(
              ledger.guard(),
              new Unread(kafka, ledger.workClient()),
              ledger.questions(),
              ledger.ledger(),
              reads,
              OURS)
          .lookOnce();
    }
  }

  private static boolean matched() {
    return ledger.text("select matched_at is not null from dispatch.guard").equals("true");
  }

  /** As the reader does when it has taken a record in. */
  private static boolean readTo(long offset) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      var described =
          admin
              .describeTopics(List.of(Topics.CALL_REQUESTS))
              .allTopicNames()
              .get(30, TimeUnit.SECONDS);
      var id = requireNonNull(described.get(Topics.CALL_REQUESTS)).topicId();
      ledger.run(
          """
          insert into dispatch.offsets (topic, partition, topic_id, next_offset)
          values ('%s', 0, '%s', %d)
          on conflict (topic, partition) do update set next_offset = excluded.next_offset
          """
              .formatted(
                  Topics.CALL_REQUESTS,
                  new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                  offset));
    }
    return false;
  }

  /** As the lost past has made it; says Retell's id. */
  private String made(PlaceCall call, String installation) throws Exception {
    var metadata =
        Map.of(
            MetadataKeys.INSTALLATION, installation,
            MetadataKeys.CALL_ID, call.callId().toString(),
            MetadataKeys.REQUEST_ID, call.requestId().toString(),
            MetadataKeys.DIAL_ID, UUID.randomUUID().toString());
    var body =
        Map.of("from_number", "+12125550100", "to_number", call.toNumber(), "metadata", metadata);
    try (var client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(retell.address().resolve("/v2/create-phone-call"))
              .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
              .build(),
          BodyHandlers.discarding());
    }
    return retell.creates().getLast().retellCallId();
  }
}
