package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.contracts.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedTest {

  static Stream<Exception> whatIsNoRowsFault() {
    return Stream.of(
        new TimeoutException("Expiring 3 records"),
        new TimeoutException("not present in metadata"),
        new UnknownTopicOrPartitionException(),
        new ProducerFencedException("fenced"),
        new InvalidProducerEpochException("epoch"),
        new InvalidTxnStateException("timed out"),
        new TransactionAbortedException(),
        new OutOfOrderSequenceException("sequence"),
        new NotEnoughReplicasException(),
        new KafkaStorageException(),
        new CorruptRecordException(),
        new InvalidTimestampException("the broker's clock"),
        new TopicAuthorizationException("t"),
        new ClusterAuthorizationException("no"),
        new KafkaException("error state", new RecordTooLargeException()));
  }

  @ParameterizedTest
  @MethodSource("whatIsNoRowsFault")
  void whatAnotherTimeOrEverybodyMayBeRefusedForRefusesNoRow(Exception why) {
    assertThat(refused(rows("a", "b"), _ -> true, null, why)).isEmpty();
  }

  @Test
  void aRecordThatIsTooLargeIsRefusedWhenItIsAlone() {
    List<Row> rows = rows("a");

    assertThat(refused(rows, _ -> true, new RecordTooLargeException()).orElseThrow())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.rows()).isEqualTo(rows);
              assertThat(refused.reason()).contains("RecordTooLarge");
            });
  }

  /** As the producer does with all that it has not sent yet. */
  @Test
  void noRowIsRefusedForTheExceptionOfAnother() {
    var tooLarge = new RecordTooLargeException();
    assertThat(refused(rows("a", "a", "b"), _ -> true, tooLarge, null, tooLarge))
        .contains(new Refusal.OfOneOfThem());

    var noName = new InvalidTopicException();
    assertThat(refused(rows("a", "b"), _ -> true, noName, noName))
        .contains(new Refusal.OfOneOfThem());

    var named = new InvalidTopicException(Set.of("no topic!"));
    var rows = rows("a", "no topic!", "a");
    assertThat(refused(rows, _ -> true, named, named, named))
        .contains(new Refused(rows.subList(1, 2), named.toString()));

    var missing = rows("a", "missing", "a");
    var unknown = unknown();
    assertThat(refused(missing, "missing"::equals, unknown, unknown, unknown))
        .contains(new Refused(missing.subList(1, 2), unknown.toString()));
  }

  @Test
  void aBrokerIsAskedOnceForATopic() {
    var asked = new ArrayList<String>();
    var unknown = unknown();
    refused(
        rows("a", "a", "b"),
        topic -> {
          asked.add(topic);
          return false;
        },
        unknown,
        unknown,
        unknown);

    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void ofATopicThatCannotBeAllRowsOfTheBatchAreRefused() {
    List<Row> rows = rows("b", "a", "b", "a");

    assertThat(refused(rows, _ -> true, null, new InvalidTopicException("a")))
        .hasValueSatisfying(refusal ->
            assertThat(((Refused) refusal).rows()).containsExactly(rows.get(1), rows.get(3)));
  }

  @Test
  void aTopicIsMissingWhenABrokerSaysSoAfterTheProducerHasWaited() {
    assertThat(refused(rows("a", "a"), _ -> true, unknown()))
        .hasValueSatisfying(refusal -> assertThat(((Refused) refusal).rows()).hasSize(2));
    assertThat(refused(rows("a", "a"), _ -> false, unknown())).isEmpty();
  }

  @Test
  void oneOfOurOwnTopicsThatIsMissingRefusesNoRow() {
    for (String topic : Topics.all()) {
      assertThat(refused(rows(topic), _ -> true, unknown())).as(topic).isEmpty();
    }
  }

  @Test
  void headersThatAreNoObjectOfPlainValuesMakeNoRecord() {
    assertThat(withHeaders("{\"a\":\"b\",\"c\":1}").record()).isPresent();
    assertThat(withHeaders("[]").record()).isEmpty();
    assertThat(withHeaders("\"a\"").record()).isEmpty();
    assertThat(withHeaders("{\"a\":{}}").record()).isEmpty();
    assertThatThrownBy(() -> withHeaders("no jsonb").record()).isInstanceOf(RuntimeException.class);
  }

  private static Optional<Refusal> refused(
      List<Row> rows, Predicate<String> missing, @Nullable Exception... outcomes) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Exception outcome : outcomes) {
      sent.add(
          outcome == null
              ? CompletableFuture.completedFuture(null)
              : CompletableFuture.failedFuture(outcome));
    }
    return Refusal.in(rows, sent, missing);
  }

  /** What the producer says when the brokers told it so for as long as it waits. */
  private static TimeoutException unknown() {
    return new TimeoutException("not present in metadata", new UnknownTopicOrPartitionException());
  }

  private static List<Row> rows(String... topics) {
    return LongStream.range(0, topics.length)
        .mapToObj(n -> OutboxFixture.row(n, topics[(int) n]))
        .toList();
  }

  private static Row withHeaders(String headers) {
    return new Row(1, "id", "t", "k", headers, new byte[0], "");
  }
}
