package io.callstream.bench.projector;

import io.callstream.bench.CallTables;
import io.callstream.bench.Database;
import io.callstream.contracts.Json;
import io.callstream.stack.CannotStart;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The projector's rows of calls as Kafka Connect has them: JSON, each with its schema. */
final class SinkRows {

  private static final String KEY = "call_id";

  private final Database database;
  private final List<Column> columns;

  SinkRows(Database database) throws SQLException {
    this.database = database;
    this.columns =
        new CallTables(database)
            .columns().stream().map(c -> Column.of(c.name(), c.type())).toList();
  }

  /** A column, what JSON has for it, and what Debezium calls a value that is more than that. */
  private record Column(String name, String type, @Nullable String meaning) {

    static Column of(String name, String type) {
      return switch (type) {
        case "uuid" -> new Column(name, "string", "io.debezium.data.Uuid");
        case "jsonb" -> new Column(name, "string", "io.debezium.data.Json");
        case "timestamp with time zone" ->
            new Column(name, "string", "io.debezium.time.ZonedTimestamp");
        case "integer" -> new Column(name, "int32", null);
        case "bigint" -> new Column(name, "int64", null);
        case "text" -> new Column(name, "string", null);
        default -> throw new CannotStart("the JDBC sink is not told what " + type + " is");
      };
    }

    /** As the sink reads it. */
    String selected() {
      return "io.debezium.time.ZonedTimestamp".equals(meaning)
          ? "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')".formatted(name)
          : name + "::text";
    }

    ObjectNode schema() {
      var schema = JsonNodeFactory.instance.objectNode();
      schema.put("field", name).put("type", type).put("optional", !name.equals(KEY));
      if (meaning != null) {
        schema.put("name", meaning);
      }
      return schema;
    }

    void put(ObjectNode payload, @Nullable String value) {
      if (value == null || type.equals("string")) {
        payload.put(name, value);
      } else {
        payload.put(name, Long.parseLong(value));
      }
    }
  }

  /** One for each row. */
  List<ProducerRecord<byte[], byte[]>> records(String topic) throws SQLException {
    var selected = columns.stream().map(Column::selected).collect(Collectors.joining(", "));
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var keySchema = struct(columns.stream().filter(c -> c.name().equals(KEY)).toList());
    var schema = struct(columns);
    for (var row : database.rows("select " + selected + " from calls.retell_calls")) {
      var value = JsonNodeFactory.instance.objectNode();
      for (int c = 0; c < row.length; c++) {
        columns.get(c).put(value, row[c]);
      }
      var key = JsonNodeFactory.instance.objectNode();
      key.set(KEY, value.get(KEY));
      records.add(new ProducerRecord<>(topic, enveloped(keySchema, key), enveloped(schema, value)));
    }
    return records;
  }

  private static ObjectNode struct(List<Column> columns) {
    var struct = JsonNodeFactory.instance.objectNode();
    struct.put("type", "struct").put("optional", false);
    columns.forEach(column -> struct.withArray("fields").add(column.schema()));
    return struct;
  }

  private static byte[] enveloped(ObjectNode schema, ObjectNode payload) {
    var envelope = JsonNodeFactory.instance.objectNode();
    envelope.set("schema", schema);
    envelope.set("payload", payload);
    return Json.bytes(envelope);
  }
}
