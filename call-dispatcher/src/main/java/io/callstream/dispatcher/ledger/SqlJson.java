package io.callstream.dispatcher.ledger;

import io.callstream.contracts.Json;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** JSON from columns. */
final class SqlJson {

  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private SqlJson() {}

  static Map<String, String> strings(String json) {
    return Json.mapper().readValue(json, STRINGS);
  }

  static ObjectNode object(String json) {
    return (ObjectNode) Json.mapper().readTree(json);
  }
}
