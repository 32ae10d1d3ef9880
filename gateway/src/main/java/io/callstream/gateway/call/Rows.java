package io.callstream.gateway.call;

import io.callstream.contracts.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows of other services' views as JSON: a member for each column, null where there is nothing. */
public final class Rows {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Rows() {}

  /** A row mapper. */
  public static ObjectNode toJson(ResultSet row, int number) throws SQLException {
    var columns = row.getMetaData();
    var json = NODES.objectNode();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      json.set(columns.getColumnLabel(i), value(row, i, columns.getColumnTypeName(i)));
    }
    return json;
  }

  private static JsonNode value(ResultSet row, int column, String type) throws SQLException {
    return switch (type) {
      case "timestamptz" -> time(row.getObject(column, OffsetDateTime.class));
      case "json", "jsonb" -> document(row.getString(column));
      case "int2", "int4", "int8", "numeric" -> number(row.getBigDecimal(column));
      case "bool" -> truth(row.getObject(column, Boolean.class));
      default -> text(row.getString(column));
    };
  }

  private static JsonNode time(@Nullable OffsetDateTime time) {
    return text(time == null ? null : Json.text(time.toInstant()));
  }

  private static JsonNode document(@Nullable String json) {
    return json == null ? NODES.nullNode() : Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode number(@Nullable BigDecimal number) {
    if (number == null) {
      return NODES.nullNode();
    }
    return number.scale() == 0
        ? NODES.numberNode(number.longValueExact())
        : NODES.numberNode(number);
  }

  private static JsonNode truth(@Nullable Boolean truth) {
    return truth == null ? NODES.nullNode() : NODES.booleanNode(truth);
  }

  private static JsonNode text(@Nullable String text) {
    return text == null ? NODES.nullNode() : NODES.stringNode(text);
  }
}
