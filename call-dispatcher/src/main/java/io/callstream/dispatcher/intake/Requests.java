package io.callstream.dispatcher.intake;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.CallCommand.RequestUndeliverable;
import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.ledger.RequestBook;
import io.callstream.runtime.reader.BatchHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes in {@code call-requests}. */
public final class Requests implements BatchHandler {

  private final RequestBook book;
  private final Counter taken;
  private final Counter repeated;

  public Requests(RequestBook book, MeterRegistry meters) {
    this.book = book;
    this.taken = meters.counter("callstream.dispatcher.requests", "kind", "new");
    this.repeated = meters.counter("callstream.dispatcher.requests", "kind", "repeated");
  }

  /** New calls first: of one request they come first in the topic, too. */
  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
    var commands = records.stream().map(r -> Json.read(r.value(), CallCommand.class)).toList();
    place(commands);
    book.webCalls(of(commands, WebCallMade.class));
    book.lock(
        commands.stream()
            .filter(command -> !(command instanceof CallCommand.Wanted))
            .map(CallCommand::callId)
            .toList());
    for (var command : commands) {
      switch (command) {
        case CallCommand.Wanted _ -> {}
        case RequestCancelled cancelled -> book.cancelled(cancelled.callId());
        case RequestUndeliverable given -> book.undeliverable(given);
      }
    }
  }

  private void place(List<CallCommand> commands) {
    var calls = of(commands, PlaceCall.class);
    if (!calls.isEmpty()) {
      int added = book.place(calls);
      taken.increment(added);
      repeated.increment(calls.size() - added);
    }
  }

  private static <T extends CallCommand> List<T> of(List<CallCommand> commands, Class<T> type) {
    return commands.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
