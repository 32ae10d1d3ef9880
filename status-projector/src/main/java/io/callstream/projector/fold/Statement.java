package io.callstream.projector.fold;

import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Collects what one source claims; what it does not know it does not claim. */
final class Statement {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Source source;
  private final Map<Key, Known> values = new HashMap<>();

  Statement(Source source) {
    this.source = source;
  }

  Statement text(Key key, @Nullable String value) {
    return value == null || value.isBlank() ? this : json(key, JSON.stringNode(value));
  }

  Statement id(Key key, @Nullable UUID value) {
    return text(key, value == null ? null : value.toString());
  }

  Statement time(Key key, @Nullable Instant value) {
    return text(key, value == null ? null : Json.text(value));
  }

  Statement number(Key key, @Nullable Long value) {
    return value == null ? this : json(key, JSON.numberNode(value));
  }

  Statement mark(Mark mark) {
    return json(mark, BooleanNode.TRUE);
  }

  Statement standing(Mark mark, Standing standing) {
    return json(mark, standing.json());
  }

  /** A value of Retell's: an empty one is no knowledge, and must not blank what is known. */
  Statement filled(Key key, @Nullable JsonNode value) {
    return value == null || value.isEmpty() ? this : json(key, value);
  }

  Statement json(Key key, @Nullable JsonNode value) {
    if (value != null && !value.isNull()) {
      values.put(key, new Known(value, source));
    }
    return this;
  }

  boolean claims(Key key) {
    return values.containsKey(key);
  }

  Claims done() {
    return new Claims(values);
  }
}
