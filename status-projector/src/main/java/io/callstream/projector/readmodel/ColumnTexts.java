package io.callstream.projector.readmodel;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.Field;
import io.callstream.projector.fold.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The texts that a change puts into the columns of its row; null where there is nothing new. */
final class ColumnTexts {

  private ColumnTexts() {}

  static @Nullable String of(Change change, Field field) {
    return change.renewed(field).map(known -> text(field, known.value())).orElse(null);
  }

  /** Goes again when an end that we assumed yields. */
  static @Nullable String endedAt(Change change) {
    return change.after().column(Field.ENDED_AT).map(JsonNode::stringValue).orElse(null);
  }

  static @Nullable String outcome(Change change) {
    var outcome = change.after().standing().outcome();
    return outcome == null ? null : outcome.wire();
  }

  static @Nullable String errorCode(Change change) {
    var code = change.after().standing().errorCode();
    return code == null ? null : code.wire();
  }

  /** The members that {@code raw_extra} gains or gets anew. */
  static @Nullable String extras(Change change) {
    var members = JsonNodeFactory.instance.objectNode();
    for (Key key : change.after().known().values().keySet()) {
      if (key instanceof Key.Extra(var name)) {
        change.renewed(key).ifPresent(known -> members.set(name, known.value()));
      }
    }
    return members.isEmpty() ? null : Json.mapper().writeValueAsString(members);
  }

  private static String text(Field field, JsonNode value) {
    return field.type() == Field.Type.JSON
        ? Json.mapper().writeValueAsString(value)
        : value.asString();
  }
}
