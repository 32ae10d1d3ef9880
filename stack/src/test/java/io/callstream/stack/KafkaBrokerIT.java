package io.callstream.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

  private static final String TOPIC = "kept";
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);

  @TempDir private Path dir;

  @Test
  void acknowledgedRecordsSurviveAKillAndAStop() throws Exception {
    int port = FreePorts.find();
    leaveHalfFormatted();
    KafkaBroker first = KafkaBroker.start(dir, port);
    refuses("data folder " + dir + " is in use", FreePorts.find());
    makeTopic(first);
    write(first, 0, 1_000);
    first.kill();

    KafkaBroker second = KafkaBroker.start(dir, port);
    write(second, 1_000, 1_100);
    second.stop();
    Files.writeString(dir.resolve("pid"), "");
    KafkaBroker.endEarlier(dir);
    assertThat(dir.resolve("pid")).as("a broken pid file names nobody").doesNotExist();
    Process orphan = startOrphan(port);

    try (KafkaBroker third = KafkaBroker.start(dir, port)) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(read(third, 1_100)).isEqualTo(numbers(0, 1_100));
      aBrokerOfAnotherFolderIsLeftAlone(third);
    }
  }

  /** As after a restart of the machine, when the number of a dead broker is given to another's. */
  private void aBrokerOfAnotherFolderIsLeftAlone(KafkaBroker running) throws IOException {
    Path other = Files.createDirectories(dir.resolve("other"));
    Files.writeString(other.resolve("pid"), String.valueOf(running.pid()));

    KafkaBroker.endEarlier(other);

    assertThat(ProcessHandle.of(running.pid())).as("the other server").isPresent();
    assertThat(other.resolve("pid")).doesNotExist();
  }

  @Test
  void aBrokerThatCannotBeRememberedIsEnded() throws IOException {
    Files.createDirectories(dir.resolve("pid"));
    try (DataFolder folder = DataFolder.open(dir)) {
      assertThatThrownBy(() -> KafkaBroker.launch(folder, FreePorts.find()))
          .isInstanceOf(IOException.class);
    }
    assertThat(ProcessHandle.current().children())
        .noneMatch(child -> child.info().commandLine().orElse("").contains(dir.toString()));
  }

  @Test
  void aTakenOrImpossiblePortIsNamed() throws IOException {
    refuses("port 99999, meant for Kafka, is not between", 99_999);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refuses("port " + taken.getLocalPort() + ", meant for Kafka, is taken", taken.getLocalPort());
    }
  }

  @Test
  void dataOfAnotherFormatIsRefused() throws IOException {
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("data/meta.properties"), "version=7\n");
    refuses("is of another Kafka version: its meta.properties says version 7", FreePorts.find());
  }

  @Test
  void aFolderThatIsNotKafkasIsRefused() throws IOException {
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("data/diary.txt"), "dear diary");
    refuses("holds something that is not Kafka's", FreePorts.find());
  }

  @Test
  void dataOfANewerKafkaIsRefused() throws IOException {
    Files.writeString(dir.resolve("version"), "99.1.0");
    refuses("data folder " + dir + " is of Kafka 99.1.0; this is Kafka 4.2.1", FreePorts.find());
  }

  @Test
  void aBrokenFolderIsRefusedWithItsReason() throws IOException {
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("data/meta.properties"), "version=1\nnode.id=many\n");
    refuses("No readable meta.properties files found", FreePorts.find());
  }

  /** A broker whose starter does not hold the folder any more, and yet has not let it go. */
  private Process startOrphan(int port) throws IOException {
    try (DataFolder folder = DataFolder.open(dir)) {
      Process orphan = KafkaBroker.launch(folder, port);
      assertThat(orphan.inputReader().readLine()).isEqualTo(BrokerProcess.READY);
      return orphan;
    }
  }

  /** What a kill during the very first start leaves. */
  private void leaveHalfFormatted() throws IOException {
    Files.createDirectories(dir.resolve("data.half"));
    Files.writeString(dir.resolve("data.half/bootstrap.checkpoint"), "half");
  }

  private void refuses(String words, int port) {
    assertThatThrownBy(() -> KafkaBroker.start(dir, port))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  private static void makeTopic(KafkaBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void write(KafkaBroker broker, int from, int to) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      numbers(from, to).forEach(n -> sent.add(producer.send(new ProducerRecord<>(TOPIC, n))));
      for (Future<RecordMetadata> acknowledgement : sent) {
        acknowledgement.get();
      }
    }
  }

  private static List<String> read(KafkaBroker broker, int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      long deadline = System.nanoTime() + READ_LIMIT.toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofSeconds(1))) {
          values.add(message.value());
        }
      }
    }
    return values;
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }
}
