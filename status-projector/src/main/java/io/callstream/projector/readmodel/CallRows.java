package io.callstream.projector.readmodel;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.Field;
import io.callstream.projector.fold.Key;
import io.callstream.projector.fold.StatusMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The rows of {@code calls.retell_calls}. Every method works in the caller's transaction, by a
 * constant number of statements however many rows there are.
 */
public final class CallRows {

  private static final String INSERT_MISSING =
      """
      insert into calls.retell_calls (call_id)
      select id from unnest(:ids::uuid[]) as id order by id
      on conflict (call_id) do nothing
      """;

  // Locked in the order of the ids, so that projectors queue and do not deadlock.
  private static final String LOCK =
      """
      select c.call_id, c.version, c.stamps::text as stamps,
             (select to_jsonb(r) from (select %s) r)::text as columns
        from calls.retell_calls c
       where c.call_id = any (:ids::uuid[])
       order by c.call_id
         for update of c
      """
          .formatted(
              Arrays.stream(Field.values())
                  .filter(field -> !field.leftUnread())
                  .map(field -> "c." + field.id())
                  .collect(Collectors.joining(", ")));

  private final JdbcClient database;

  public CallRows(JdbcClient database) {
    this.database = database;
  }

  /** Makes the rows that are missing, locks all of them, and reads them. */
  public Map<UUID, CallRow> lock(Collection<UUID> callIds) {
    var ids = new SqlArrayValue("uuid", callIds.toArray());
    database.sql(INSERT_MISSING).param("ids", ids).update();
    return database.sql(LOCK).param("ids", ids).query((row, _) -> read(row)).list().stream()
        .collect(Collectors.toMap(CallRow::callId, Function.identity()));
  }

  /** Writes locked rows back; each at most once. */
  public void write(List<Change> changes) {
    RowUpdate.run(database, changes);
  }

  private static CallRow read(ResultSet row) throws SQLException {
    var columns = Json.mapper().readTree(row.getString("columns"));
    return StatusMapping.row(
        row.getObject("call_id", UUID.class),
        row.getLong("version"),
        Stamps.read(row.getString("stamps"), key -> value(key, columns)));
  }

  private static Optional<JsonNode> value(Key key, JsonNode columns) {
    return key instanceof Field field
        ? columns.optional(field.id()).filter(v -> !v.isNull()).map(v -> value(field, v))
        : Optional.empty();
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
