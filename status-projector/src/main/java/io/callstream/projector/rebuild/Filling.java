package io.callstream.projector.rebuild;

import io.callstream.projector.fold.Signal;
import io.callstream.projector.intake.Reading;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.intake.UnreadableRecord;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.transaction.support.TransactionOperations;

/** Folds the records that the projectors have read into the rebuilt rows. */
final class Filling implements AutoCloseable {

  private final Replay replay;
  private final ReadSoFar readSoFar;
  private final Shadow shadow;
  private final RecordReader reader;
  private final TransactionOperations transaction;
  private final Runnable fence;

  /**
   * @param transaction sees the database as it was at one moment: names and facts of a call, which
   *     a merge moves together
   * @param fence throws when another process is at the rebuild
   */
  Filling(
      Replay replay,
      ReadSoFar readSoFar,
      Shadow shadow,
      RecordReader reader,
      TransactionOperations transaction,
      Runnable fence) {
    this.replay = replay;
    this.readSoFar = readSoFar;
    this.shadow = shadow;
    this.reader = reader;
    this.transaction = transaction;
    this.fence = fence;
  }

  /** Goes on until the rebuild has read what the projectors had when this began. */
  void fill() {
    replay.read(
        readSoFar.missing(),
        part ->
            transaction.executeWithoutResult(_ -> {
              fence.run();
              shadow.fold(part.records().stream().flatMap(this::signals).toList());
              readSoFar.move(part.next());
            }));
    transaction.executeWithoutResult(_ -> {
      fence.run();
      shadow.merge();
    });
  }

  /** What cannot be read lies with the dead letters, and is no part of the live rows either. */
  private Stream<Signal> signals(ConsumerRecord<byte[], byte[]> message) {
    try {
      return reader.read(message) instanceof Reading.News(var signals)
          ? signals.stream()
          : Stream.of();
    } catch (UnreadableRecord _) {
      return Stream.of();
    }
  }

  @Override
  public void close() {
    replay.close();
  }
}
