package io.callstream.projector.readmodel;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.Field;
import io.callstream.projector.fold.Key;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The texts that a change puts into the columns of its row; null where there is nothing new. */
final class ColumnTexts {

  /** More of a name nobody searches by. */
  private static final int NAME_MAX = 100;

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

  /** What a list is searched by: the callee's number and the names among the variables. */
  static @Nullable String search(Change change) {
    boolean renewed =
        change.renewed(Field.TO_NUMBER).isPresent() || change.renewed(Field.VARIABLES).isPresent();
    return renewed ? searchText(change.after()) : null;
  }

  private static String searchText(CallRow row) {
    var number = row.column(Field.TO_NUMBER).map(JsonNode::asString).stream();
    var names =
        row.column(Field.VARIABLES).stream()
            .flatMap(variables -> variables.properties().stream())
            .filter(v -> v.getKey().toLowerCase(Locale.ROOT).contains("name"))
            .sorted(Map.Entry.comparingByKey())
            .map(v -> v.getValue().asString(""))
            .filter(name -> !name.isBlank())
            .map(name -> name.substring(0, Math.min(name.length(), NAME_MAX)));
    return Stream.concat(number, names).collect(Collectors.joining(" ")).toLowerCase(Locale.ROOT);
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
