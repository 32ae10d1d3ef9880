package io.callstream.projector.readmodel;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.Field;
import io.callstream.projector.fold.Key;
import io.callstream.projector.fold.Mark;
import io.callstream.projector.fold.StatusMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The rows of {@code calls.retell_calls}. Every method works in the caller's transaction, by one
 * statement however many rows there are.
 */
public final class CallRows {

  // Locked in the order of the ids, so that projectors queue and do not deadlock.
  private static final String LOCK =
      """
      select c.call_id, c.version, c.stamps::text as stamps,
             (select to_jsonb(r) from (select %s) r)::text as columns
        from %s c
       where c.call_id = any (:ids::uuid[])
       order by c.call_id
         for update of c
      """;

  private static final String MOST = columns(f -> !f.leftUnread());

  private static final String WHOLE = columns(_ -> true) + ", c.raw_extra";

  private final JdbcClient database;
  private final String lockMost;
  private final String lockWhole;
  private final RowWrite write;

  public CallRows(JdbcClient database) {
    this(database, "calls.retell_calls");
  }

  /** Rows of another table of that shape: of a rebuild. */
  public CallRows(JdbcClient database, String table) {
    this.database = database;
    this.lockMost = LOCK.formatted(MOST, table);
    this.lockWhole = LOCK.formatted(WHOLE, table);
    this.write = new RowWrite(database, table);
  }

  /** The columns that a fold makes, by name; {@code call_id} and {@code updated_at} are none. */
  public static Set<String> columns() {
    return RowWrite.columnNames();
  }

  /**
   * Locks those of the rows that are there, and reads them but for what {@link Field#leftUnread}.
   */
  public Map<UUID, CallRow> lock(Collection<UUID> callIds) {
    return lock(callIds, lockMost);
  }

  /** Locks those of the rows that are there, and reads every value: to be written elsewhere. */
  public Map<UUID, CallRow> lockWhole(Collection<UUID> callIds) {
    return lock(callIds, lockWhole);
  }

  private Map<UUID, CallRow> lock(Collection<UUID> callIds, String sql) {
    if (callIds.isEmpty()) {
      return Map.of();
    }
    var ids = new SqlArrayValue("uuid", callIds.toArray());
    return database.sql(sql).param("ids", ids).query((row, _) -> read(row)).list().stream()
        .collect(Collectors.toMap(CallRow::callId, Function.identity()));
  }

  /**
   * Writes whole rows of calls that were not there, and says of which: another projector may have
   * made some of them since, whose commit this waits for.
   */
  public Set<UUID> insert(List<Change> changes) {
    return changes.isEmpty() ? Set.of() : write.insert(changes);
  }

  /** Writes locked rows back; each at most once. */
  public void update(List<Change> changes) {
    if (!changes.isEmpty()) {
      write.update(changes);
    }
  }

  private static CallRow read(ResultSet row) throws SQLException {
    var columns = Json.mapper().readTree(row.getString("columns"));
    return StatusMapping.row(
        row.getObject("call_id", UUID.class),
        row.getLong("version"),
        Stamps.read(row.getString("stamps"), key -> value(key, columns)));
  }

  private static Optional<JsonNode> value(Key key, JsonNode columns) {
    return switch (key) {
      case Field field ->
          columns.optional(field.id()).filter(v -> !v.isNull()).map(v -> value(field, v));
      case Key.Extra(var name) -> columns.path("raw_extra").optional(name);
      case Mark _ -> Optional.empty();
    };
  }

  private static String columns(Predicate<Field> which) {
    return Arrays.stream(Field.values())
        .filter(which)
        .map(field -> "c." + field.id())
        .collect(Collectors.joining(", "));
  }

  /** PostgreSQL writes times with an offset and as many digits as they need. */
  private static JsonNode value(Field field, JsonNode column) {
    if (field.type() != Field.Type.TIME) {
      return column;
    }
    var instant = OffsetDateTime.parse(column.stringValue()).toInstant();
    return JsonNodeFactory.instance.stringNode(Json.text(instant));
  }
}
