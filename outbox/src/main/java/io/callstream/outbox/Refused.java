package io.callstream.outbox;

import io.callstream.contracts.Topics;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Rows of a batch that Kafka will not take however often they are sent, for one reason. What may be
 * another time's trouble (a broker away, a transaction fenced or timed out, a right that is
 * missing) or everybody's (one of our own topics is not there) refuses no row.
 */
record Refused(List<Row> rows, String reason) implements Refusal {

  /**
   * That the row is refused, or all of its topic; empty when the exception may be another row's.
   *
   * @param isMissing asks a broker whether it knows no such topic
   */
  static Optional<Refused> of(List<Row> rows, Row row, Throwable why, Predicate<String> isMissing) {
    boolean alone = rows.size() == 1;
    return switch (why) {
      case RecordTooLargeException _ when alone -> Optional.of(new Refused(rows, why.toString()));
      case InvalidTopicException invalid when alone || names(invalid, row.topic()) ->
          Optional.of(allOf(row.topic(), rows, why));
      case TimeoutException _ when isUnknown(row.topic(), why) && isMissing.test(row.topic()) ->
          Optional.of(allOf(row.topic(), rows, why));
      default -> Optional.empty();
    };
  }

  private static boolean names(InvalidTopicException invalid, String topic) {
    return invalid.invalidTopics().contains(topic) || topic.equals(invalid.getMessage());
  }

  /** The producer has asked for the topic for as long as it waits, and was told each time. */
  private static boolean isUnknown(String topic, Throwable why) {
    return why.getCause() instanceof UnknownTopicOrPartitionException
        && !Topics.all().contains(topic);
  }

  /** At once: each would be waited for as long. */
  private static Refused allOf(String topic, List<Row> rows, Throwable why) {
    return new Refused(
        rows.stream().filter(row -> row.topic().equals(topic)).toList(), why.toString());
  }
}
