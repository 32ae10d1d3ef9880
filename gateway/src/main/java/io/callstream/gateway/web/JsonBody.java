package io.callstream.gateway.web;

import io.callstream.contracts.Json;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A request's body as JSON. */
public sealed interface JsonBody {

  /** An object with nothing in it that cannot be stored. */
  record Document(ObjectNode object) implements JsonBody {}

  /** Holds at least one error. */
  record Wrong(List<FieldError> errors) implements JsonBody {}

  /** Reads a body; duplicate keys are refused, since people and programs read them differently. */
  static JsonBody read(byte[] body) {
    try {
      if (!(Json.tree(body) instanceof ObjectNode object)) {
        return new Wrong(List.of(new FieldError(FieldError.BODY, "Must be a JSON object")));
      }
      var problems = Storable.problems(object);
      return problems.isEmpty() ? new Document(object) : new Wrong(problems);
    } catch (JacksonException e) {
      return new Wrong(List.of(new FieldError(FieldError.BODY, words(e))));
    }
  }

  private static String words(JacksonException e) {
    var place = e.getLocation();
    return place == null
        ? "Not readable as JSON"
        : "Not readable as JSON at line %d, column %d"
            .formatted(place.getLineNr(), place.getColumnNr());
  }
}
