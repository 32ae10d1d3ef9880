package io.callstream.gateway.call;

import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.gateway.web.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what every call may carry: variables for the agent, metadata for the caller. A field that
 * is null counts as left out.
 *
 * @param body of the request
 * @param errors that are found go here
 */
public record CallContent(ObjectNode body, List<FieldError> errors) {

  /** The largest {@code metadata}, in bytes of JSON; what Retell takes, with room for our keys. */
  static final int METADATA_MAX_BYTES = 50_000;

  /** Strings to strings. */
  public Map<String, String> variables(String name) {
    var variables = new LinkedHashMap<String, String>();
    for (var member : object(name).properties()) {
      if (member.getValue().isString()) {
        variables.put(member.getKey(), member.getValue().stringValue());
      } else {
        wrong(FieldError.member(path(name), member.getKey()), "Must be a string");
      }
    }
    return variables;
  }

  /** Any object without keys of ours. */
  public ObjectNode metadata() {
    var metadata = object("metadata");
    for (var key : metadata.propertyNames()) {
      if (key.startsWith(MetadataKeys.PREFIX)) {
        wrong(
            FieldError.member(path("metadata"), key),
            "Keys that begin with " + MetadataKeys.PREFIX + " are Callstream's own");
      }
    }
    if (Json.bytes(metadata).length > METADATA_MAX_BYTES) {
      wrong(path("metadata"), "Must not be larger than " + METADATA_MAX_BYTES + " bytes of JSON");
    }
    return metadata;
  }

  private ObjectNode object(String name) {
    var node = body.get(name);
    if (node instanceof ObjectNode object) {
      return object;
    }
    if (node != null && !node.isNull()) {
      wrong(path(name), "Must be a JSON object");
    }
    return Json.mapper().createObjectNode();
  }

  private static String path(String name) {
    return FieldError.member(FieldError.BODY, name);
  }

  private void wrong(String field, String message) {
    errors.add(new FieldError(field, message));
  }
}
