package io.callstream.outbox;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Why a transaction failed, where it is a row's fault. */
sealed interface Refusal permits Refused, Refusal.OfOneOfThem {

  /**
   * Some row's, and it is not known which: the producer fails whatever it has not sent yet with the
   * exception of the row that failed. Which one it is shows when it fails alone.
   */
  record OfOneOfThem() implements Refusal {}

  /**
   * The refusal in a transaction that failed.
   *
   * @param sent what became of the rows, as far as they were sent
   * @param isMissing asks a broker whether it knows no such topic
   */
  static Optional<Refusal> in(
      List<Row> rows, List<Future<RecordMetadata>> sent, Predicate<String> isMissing) {
    var asked = new HashMap<String, Boolean>();
    var failed =
        IntStream.range(0, sent.size())
            .filter(i -> sent.get(i).state() == Future.State.FAILED)
            .boxed()
            .toList();
    for (int i : failed) {
      Optional<Refused> refused =
          Refused.of(
              rows,
              rows.get(i),
              sent.get(i).exceptionNow(),
              topic -> asked.computeIfAbsent(topic, isMissing::test));
      if (refused.isPresent()) {
        return Optional.of(refused.get());
      }
    }
    return failed.stream().map(i -> sent.get(i).exceptionNow()).anyMatch(Refusal::isARowsFault)
        ? Optional.of(new OfOneOfThem())
        : Optional.empty();
  }

  private static boolean isARowsFault(Throwable why) {
    return why instanceof RecordTooLargeException || why instanceof InvalidTopicException;
  }
}
