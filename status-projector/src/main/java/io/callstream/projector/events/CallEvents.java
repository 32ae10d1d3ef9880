package io.callstream.projector.events;

import io.callstream.contracts.CallEvent;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.Topics;
import io.callstream.outbox.Outbox;
import io.callstream.outbox.OutboxMessage;
import io.callstream.projector.fold.Field;
import io.callstream.projector.fold.NewFact;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/** Makes the message of a fact: a CloudEvent 1.0 in binary form (CONTRACT.md, "Messages"). */
public final class CallEvents {

  private static final int USUAL_BYTES = 4_096;

  private final String source;
  private final CallView view;

  /**
   * @param installation names the source of the events
   * @param publicBaseUrl where a reader finds what is too large for an event
   */
  public CallEvents(String installation, URI publicBaseUrl) {
    this.source = "/callstream/" + installation;
    this.view = new CallView(publicBaseUrl);
  }

  /** The message of a fact; its id depends on call, fact and digest alone. */
  public OutboxMessage message(NewFact fact) {
    var callId = fact.row().callId();
    var signal = fact.signal();
    var id = NameBasedIds.eventId(callId, fact.fact().wire(), signal.digest());
    var headers =
        Map.of(
            Headers.CE_SPECVERSION, "1.0",
            Headers.CE_ID, id.toString(),
            Headers.CE_TYPE, fact.fact().eventType(),
            Headers.CE_SOURCE, source,
            Headers.CE_SUBJECT, callId.toString(),
            Headers.CE_TIME, Json.text(signal.at()),
            Headers.CE_VERSION, Long.toString(fact.version()),
            Headers.CONTENT_TYPE, "application/json");
    return new OutboxMessage(id, Topics.CALL_EVENTS, callId.toString(), value(fact), headers);
  }

  /** Never more than the outbox takes: what is too large for that is linked, the largest first. */
  private byte[] value(NewFact fact) {
    var linked = CallView.tooLong(fact.row());
    byte[] value = value(fact, linked);
    while (value.length > Outbox.MAX_VALUE_BYTES) {
      linked.add(CallView.largest(fact.row(), linked));
      value = value(fact, linked);
    }
    return value;
  }

  /** A {@link CallEvent}, written as it goes: a tree of every row would be half of the cost. */
  private byte[] value(NewFact fact, Set<Field> linked) {
    var value = new ByteArrayOutputStream(USUAL_BYTES);
    try (var json = Json.mapper().createGenerator(value)) {
      json.writeStartObject()
          .writeStringProperty("fact", fact.fact().wire())
          .writeStringProperty("at", Json.text(fact.signal().at()))
          .writeStringProperty("source", fact.signal().source())
          .writeNumberProperty("version", fact.version())
          .writeName("call");
      view.write(json, fact.row(), fact.version(), linked);
      if (fact.mergedInto() != null) {
        json.writeStringProperty("merged_into", fact.mergedInto().toString());
      }
      json.writeEndObject();
    }
    return value.toByteArray();
  }
}
