package io.callstream.projector.readmodel;

import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The one statement that writes rows back. A null keeps what a column has: so a known value is
 * never blanked, and a large one that did not change is not written again. Only what follows from
 * the standing is always set.
 */
final class RowUpdate {

  private static final String KEEPS = "%1$s = coalesce(u.%1$s::%2$s, c.%1$s)";
  private static final String ALWAYS = "%1$s = u.%1$s::%2$s";

  private static final String MERGES =
      "%1$s = coalesce(c.%1$s || u.%1$s::%2$s, u.%1$s::%2$s, c.%1$s)";

  /** Each column: how it is set, and its text in a change. */
  private static final Map<String, Column> COLUMNS = columns();

  private static final String SQL =
      """
      update calls.retell_calls c set %s, updated_at = now()
        from unnest(%s) as u (call_id, %s)
       where c.call_id = u.call_id::uuid
      """
          .formatted(
              COLUMNS.entrySet().stream()
                  .map(e -> e.getValue().set().formatted(e.getKey(), e.getValue().type()))
                  .collect(Collectors.joining(", ")),
              ":call_id::text[], "
                  + COLUMNS.keySet().stream()
                      .map(":%s::text[]"::formatted)
                      .collect(Collectors.joining(", ")),
              String.join(", ", COLUMNS.keySet()));

  private RowUpdate() {}

  private record Column(String set, String type, Function<Change, @Nullable String> text) {}

  static void run(JdbcClient database, List<Change> changes) {
    var statement =
        database.sql(SQL).param("call_id", array(changes, c -> c.after().callId().toString()));
    COLUMNS.forEach((name, column) -> statement.param(name, array(changes, column.text())));
    statement.update();
  }

  private static Map<String, Column> columns() {
    var columns = new LinkedHashMap<String, Column>();
    Arrays.stream(Field.values())
        .forEach(
            f -> columns.put(f.id(), new Column(KEEPS, sqlType(f), c -> ColumnTexts.of(c, f))));
    columns.put(Field.ENDED_AT.id(), new Column(ALWAYS, "timestamptz", ColumnTexts::endedAt));
    columns.put("status", always("text", c -> c.after().standing().status().wire()));
    columns.put("outcome", always("text", ColumnTexts::outcome));
    columns.put("error_code", always("text", ColumnTexts::errorCode));
    columns.put("error_message", always("text", c -> c.after().standing().errorMessage()));
    columns.put("raw_extra", new Column(MERGES, "jsonb", ColumnTexts::extras));
    columns.put("version", always("bigint", c -> Long.toString(c.after().version())));
    columns.put("stamps", always("jsonb", c -> Stamps.write(c.after().known())));
    return columns;
  }

  private static Column always(String type, Function<Change, @Nullable String> text) {
    return new Column(ALWAYS, type, text);
  }

  private static SqlArrayValue array(
      List<Change> changes, Function<Change, @Nullable String> text) {
    return new SqlArrayValue("text", changes.stream().map(text).toArray());
  }

  private static String sqlType(Field field) {
    return switch (field.type()) {
      case UUID -> "uuid";
      case INTEGER -> "bigint";
      case TEXT -> "text";
      case TIME -> "timestamptz";
      case JSON -> "jsonb";
    };
  }
}
