package io.callstream.dispatcher.guard;

import io.callstream.dispatcher.ledger.Signals;
import io.callstream.runtime.reader.BatchHandler;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads back what was published, for as long as the service runs. */
public final class SignalsRead implements BatchHandler {

  private final RestoreGuard guard;
  private final UnknownSignals unknown;

  public SignalsRead(RestoreGuard guard, Signals signals) {
    this.guard = guard;
    this.unknown = new UnknownSignals(signals);
  }

  /** Of a past that is lost the first record is enough; the others are only read. */
  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
    if (!guard.isShut()) {
      unknown.first(records).ifPresent(guard::shut);
    }
  }
}
