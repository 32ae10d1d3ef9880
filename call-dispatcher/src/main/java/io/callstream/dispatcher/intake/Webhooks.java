package io.callstream.dispatcher.intake;

import io.callstream.contracts.MetadataKeys;
import io.callstream.dispatcher.ledger.End;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.RetellCall;
import io.callstream.retell.ending.Ending;
import io.callstream.retell.webhook.WebhookEvent;
import io.callstream.runtime.reader.BatchHandler;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes in {@code retell-webhooks}: each is evidence that a dial was placed, some that it is over.
 */
public final class Webhooks implements BatchHandler {

  private final Ledger ledger;
  private final String installation;

  public Webhooks(Ledger ledger, String installation) {
    this.ledger = ledger;
    this.installation = installation;
  }

  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
    var seen = records.stream().flatMap(record -> sightings(record.value(), installation)).toList();
    if (!seen.isEmpty()) {
      ledger.seen(seen);
    }
  }

  /** None of a chat, of a call of another installation, and of a body that says nothing. */
  static Stream<Sighting> sightings(byte[] body, String installation) {
    return WebhookEvent.parse(body) instanceof WebhookEvent.OfCall event
            && !ofAnother(event.call(), installation)
        ? Stream.of(sighting(event, installation))
        : Stream.empty();
  }

  private static Sighting sighting(WebhookEvent.OfCall event, String installation) {
    var call = event.call();
    boolean over = Ending.of(event.event(), call).ended();
    return new Sighting(
        call.callId(),
        CallOrigin.of(call, installation).orElse(null),
        over ? new End.Reported(call.disconnectionReason(), call.durationMs()) : null,
        "call_started".equals(event.event()));
  }

  /** Metadata that names another installation says that the call is foreign (MECHANISMS.md A3). */
  private static boolean ofAnother(RetellCall call, String installation) {
    var metadata = call.metadata();
    var named = metadata == null ? null : metadata.get(MetadataKeys.INSTALLATION);
    return named != null && !(named.isString() && named.stringValue().equals(installation));
  }
}
