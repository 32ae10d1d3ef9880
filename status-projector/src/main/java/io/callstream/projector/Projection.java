package io.callstream.projector;

import io.callstream.outbox.Outbox;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.intake.Reading;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.intake.UnreadableRecord;
import io.callstream.projector.readmodel.MappingVersion;
import io.callstream.projector.readmodel.ReadModel;
import io.callstream.runtime.reader.BatchHandler;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes a batch of records into the read model and publishes what is news in it, all in the
 * reader's transaction: the rows are locked when the outbox is appended to (MECHANISMS.md E5).
 */
final class Projection implements BatchHandler {

  private final MappingVersion mapping;
  private final RecordReader reader;
  private final ReadModel readModel;
  private final CallEvents events;
  private final Outbox outbox;
  private final Tally tally;

  Projection(
      MappingVersion mapping,
      RecordReader reader,
      ReadModel readModel,
      CallEvents events,
      Outbox outbox,
      Tally tally) {
    this.mapping = mapping;
    this.reader = reader;
    this.readModel = readModel;
    this.events = events;
    this.outbox = outbox;
    this.tally = tally;
  }

  /** For a batch that must not hold what cannot be read. */
  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
    handle(
        records,
        (_, cause) -> {
          throw cause;
        });
  }

  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {
    mapping.require();
    var signals = signals(records, aside);
    if (signals.isEmpty()) {
      return;
    }
    var folded = readModel.fold(signals);
    outbox.append(folded.news().stream().map(events::message));
    tally.folded(folded);
  }

  private List<Signal> signals(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {
    var signals = new ArrayList<Signal>(records.size());
    for (var message : records) {
      try {
        switch (reader.read(message)) {
          case Reading.News(var news) -> signals.addAll(news);
          case Reading.NoNews reason -> tally.noNews(reason);
        }
      } catch (UnreadableRecord e) {
        aside.put(message, e);
      }
    }
    return signals;
  }
}
