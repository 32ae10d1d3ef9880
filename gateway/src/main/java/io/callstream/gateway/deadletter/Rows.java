package io.callstream.gateway.deadletter;

import io.callstream.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows as JSON: a member for each column, null where there is nothing. */
final class Rows {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Rows() {}

  /** A row mapper. */
  static ObjectNode toJson(ResultSet row, int number) throws SQLException {
    var columns = row.getMetaData();
    var json = NODES.objectNode();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      json.set(columns.getColumnLabel(i), value(row, i, columns.getColumnTypeName(i)));
    }
    return json;
  }

  static JsonNode document(String json) {
    return Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode value(ResultSet row, int column, String type) throws SQLException {
    if (row.getObject(column) == null) {
      return NODES.nullNode();
    }
    return switch (type) {
      case "timestamptz" ->
          NODES.stringNode(Json.text(row.getObject(column, OffsetDateTime.class).toInstant()));
      case "jsonb" -> document(row.getString(column));
      case "int4", "int8", "bigserial" -> NODES.numberNode(row.getLong(column));
      case "bytea" -> text(row.getBytes(column));
      default -> NODES.stringNode(row.getString(column));
    };
  }

  /** Bytes as people read them; what is no UTF-8 shows as U+FFFD. */
  private static JsonNode text(byte @Nullable [] bytes) {
    return bytes == null
        ? NODES.nullNode()
        : NODES.stringNode(new String(bytes, StandardCharsets.UTF_8));
  }
}
