package io.callstream.retell.webhook;

import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Walks over a webhook's body once and keeps what an envelope is made of. */
final class EnvelopeReader {

  /** Whole numbers of so many characters fit a long. */
  private static final int WHOLE_LENGTH = 18;

  /** Fractions of so many characters, without an exponent, are within every bound. */
  private static final int FRACTION_LENGTH = 40;

  /** A parser of bytes looks at the limit of names now and then only. */
  private static final int NAME_LENGTH = 100;

  private final JsonParser json;
  private @Nullable String event;
  private @Nullable String callId;
  private @Nullable String installation;
  private @Nullable String ownCallId;
  private boolean rare;

  private EnvelopeReader(JsonParser json) {
    this.json = json;
  }

  /** Of well-formed UTF-8. */
  static Optional<WebhookEnvelope> read(byte[] body, String installation) {
    try (var json = Json.mapper().createParser(body)) {
      var reader = new EnvelopeReader(json);
      return reader.walk() ? reader.envelope(installation) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private Optional<WebhookEnvelope> envelope(String ours) {
    if (event == null
        || callId == null
        || !WebhookEvent.isName(event)
        || !RetellCall.isId(callId)) {
      return Optional.empty();
    }
    return Optional.of(
        new WebhookEnvelope(event, callId, CallOrigin.callId(installation, ownCallId, ours)));
  }

  /** Whether it is one whole object without anything rare. */
  private boolean walk() {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      switch (name()) {
        case "event" -> event = text(json.nextToken());
        case "call" -> call(json.nextToken());
        default -> pass(json.nextToken());
      }
    }
    return json.nextToken() == null && !rare;
  }

  private void call(JsonToken begin) {
    if (begin != JsonToken.START_OBJECT) {
      rare = true;
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      switch (name()) {
        case "call_id" -> callId = text(json.nextToken());
        case "metadata" -> metadata(json.nextToken());
        default -> pass(json.nextToken());
      }
    }
  }

  private void metadata(JsonToken begin) {
    if (begin != JsonToken.START_OBJECT) {
      pass(begin);
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      switch (name()) {
        case MetadataKeys.INSTALLATION -> installation = text(json.nextToken());
        case MetadataKeys.CALL_ID -> ownCallId = text(json.nextToken());
        default -> pass(json.nextToken());
      }
    }
  }

  private String name() {
    var name = json.currentName();
    rare |= name.length() > NAME_LENGTH;
    return name;
  }

  private @Nullable String text(JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      return StrictJson.cleaned(json.getString());
    }
    pass(value);
    return null;
  }

  /** Goes to the end of a value; what only a closer look can judge is rare. */
  private void pass(JsonToken value) {
    int depth = 0;
    var token = value;
    while (true) {
      switch (token) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case PROPERTY_NAME -> name();
        case VALUE_NUMBER_INT -> rare |= json.getStringLength() > WHOLE_LENGTH;
        case VALUE_NUMBER_FLOAT -> rare |= isRareFraction(json.getString());
        default -> {
          // Has no bounds but those that the parser keeps.
        }
      }
      if (depth == 0) {
        return;
      }
      token = json.nextToken();
    }
  }

  private static boolean isRareFraction(String number) {
    return number.length() > FRACTION_LENGTH
        || number.indexOf('e') >= 0
        || number.indexOf('E') >= 0;
  }
}
