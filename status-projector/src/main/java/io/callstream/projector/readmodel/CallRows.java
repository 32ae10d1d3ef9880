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
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/**
 * The rows of {@code calls.retell_calls}. Every method works in the caller's transaction, by one
 * statement however many rows there are.
 */
public final class CallRows {

  // Locked in the order of the ids, so that projectors queue and do not deadlock. The columns come
  // as they are: made one JSON by the server, they would be written and read twice.
  private static final String LOCK =
      """
      select c.call_id, c.version, c.stamps, %s
        from %s c
       where c.call_id = any (:ids::uuid[])
       order by c.call_id
         for update of c
      """;

  private static final List<Field> ALL = List.of(Field.values());

  private static final List<Field> MOST = ALL.stream().filter(f -> !f.leftUnread()).toList();

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
    this.lockMost = LOCK.formatted(columns(MOST), table);
    this.lockWhole = LOCK.formatted(columns(ALL) + ", c.raw_extra", table);
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
    return lock(callIds, lockMost, row -> read(row, MOST, null));
  }

  /** Locks those of the rows that are there, and reads every value: to be written elsewhere. */
  public Map<UUID, CallRow> lockWhole(Collection<UUID> callIds) {
    return lock(callIds, lockWhole, row -> read(row, ALL, row.getString("raw_extra")));
  }

  private interface Reading {
    CallRow of(ResultSet row) throws SQLException;
  }

  private Map<UUID, CallRow> lock(Collection<UUID> callIds, String sql, Reading reading) {
    if (callIds.isEmpty()) {
      return Map.of();
    }
    var ids = new SqlArrayValue("uuid", callIds.toArray());
    return database.sql(sql).param("ids", ids).query((row, _) -> reading.of(row)).list().stream()
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

  private static CallRow read(ResultSet row, List<Field> fields, @Nullable String rawExtra)
      throws SQLException {
    var columns = new EnumMap<Field, JsonNode>(Field.class);
    for (var field : fields) {
      var value = value(row, field);
      if (value != null && !value.isNull()) {
        columns.put(field, value);
      }
    }
    var extras = rawExtra == null ? MissingNode.getInstance() : Json.mapper().readTree(rawExtra);
    return StatusMapping.row(
        row.getObject("call_id", UUID.class),
        row.getLong("version"),
        Stamps.read(row.getString("stamps"), key -> value(key, columns, extras)));
  }

  private static Optional<JsonNode> value(Key key, Map<Field, JsonNode> columns, JsonNode extras) {
    return switch (key) {
      case Field field -> Optional.ofNullable(columns.get(field));
      case Key.Extra(var name) -> extras.optional(name);
      case Mark _ -> Optional.empty();
    };
  }

  private static @Nullable JsonNode value(ResultSet row, Field field) throws SQLException {
    if (field.type() == Field.Type.TIME) {
      var time = row.getObject(field.id(), OffsetDateTime.class);
      return time == null ? null : text(Json.text(time.toInstant()));
    }
    var column = row.getString(field.id());
    if (column == null) {
      return null;
    }
    return switch (field.type()) {
      case INTEGER, JSON -> Json.mapper().readTree(column);
      default -> text(column);
    };
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }

  private static String columns(List<Field> which) {
    return which.stream().map(field -> "c." + field.id()).collect(Collectors.joining(", "));
  }
}
