package io.callstream.dispatcher;

import io.callstream.contracts.Topics;
import io.callstream.dispatcher.guard.SignalsRead;
import io.callstream.dispatcher.intake.GivenUpWebhooks;
import io.callstream.dispatcher.intake.Requests;
import io.callstream.dispatcher.intake.Webhooks;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.reader.BatchHandler;
import io.callstream.runtime.reader.ReaderSettings;
import io.callstream.runtime.reader.StoredOffsetReader;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import javax.sql.DataSource;

/** What the dispatcher reads from Kafka. */
final class Readers {

  private static final int BATCH_RECORDS = 200;

  private Readers() {}

  static List<Worker> of(
      DataSource pool,
      KafkaSettings kafka,
      LedgerParts parts,
      String installation,
      MeterRegistry meters) {
    var givenUp = Topics.deadLetters(Topics.RETELL_WEBHOOKS);
    return List.of(
        reader(Topics.CALL_REQUESTS, new Requests(parts.requests(), meters), pool, kafka, meters),
        reader(
            Topics.RETELL_WEBHOOKS,
            new Webhooks(parts.ledger(), installation),
            pool,
            kafka,
            meters),
        reader(
            givenUp,
            new GivenUpWebhooks(parts.ledger(), parts.questions(), installation),
            pool,
            kafka,
            meters),
        reader(
            Topics.DISPATCH_SIGNALS,
            new SignalsRead(parts.guard(), parts.signals()),
            pool,
            kafka,
            meters));
  }

  /** A group for each topic: what one of them waits for holds up no other. */
  private static Worker reader(
      String topic,
      BatchHandler handler,
      DataSource pool,
      KafkaSettings kafka,
      MeterRegistry meters) {
    var settings =
        new ReaderSettings(
            "call-dispatcher-" + topic, List.of(topic), "dispatch", BATCH_RECORDS, 1);
    return new StoredOffsetReader(settings, kafka, pool, handler, meters);
  }
}
