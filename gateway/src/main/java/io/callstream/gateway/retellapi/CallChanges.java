package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.call.Calls;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls as Retell's addresses show them: with what was changed by Retell's own update and delete.
 */
@Component
class CallChanges {

  private final Calls calls;
  private final JdbcClient jdbc;

  CallChanges(Calls calls, JdbcClient jdbc) {
    this.calls = calls;
    this.jdbc = jdbc;
  }

  private record Change(@Nullable String metadata, boolean deleted) {}

  /** The row of a call by our id or Retell's, unless it was deleted. */
  Optional<ObjectNode> find(String id) {
    return calls
        .detail(id)
        .flatMap(row ->
            change(row)
                .map(change -> change.deleted() ? Optional.<ObjectNode>empty() : with(row, change))
                .orElseGet(() -> Optional.of(row)));
  }

  /** Retell has taken this metadata in place of the call's. */
  void updated(ObjectNode row, ObjectNode metadata, String apiKeyId) {
    jdbc.sql(
            """
            insert into gateway.call_changes (call_id, metadata, changed_by)
            values (:id, cast(:metadata as jsonb), :by)
            on conflict (call_id) do update
              set metadata = excluded.metadata, changed_by = excluded.changed_by,
                  changed_at = clock_timestamp()
            """)
        .param("id", id(row))
        .param("metadata", metadata.toString())
        .param("by", apiKeyId)
        .update();
  }

  /** Retell has the call no more. */
  void deleted(ObjectNode row, String apiKeyId) {
    jdbc.sql(
            """
            insert into gateway.call_changes (call_id, deleted_at, changed_by)
            values (:id, clock_timestamp(), :by)
            on conflict (call_id) do update
              set deleted_at = excluded.deleted_at, metadata = null,
                  changed_by = excluded.changed_by, changed_at = clock_timestamp()
            """)
        .param("id", id(row))
        .param("by", apiKeyId)
        .update();
  }

  private Optional<Change> change(ObjectNode row) {
    return jdbc.sql(
            "select metadata, deleted_at is not null as deleted from gateway.call_changes"
                + " where call_id = :id")
        .param("id", id(row))
        .query(CallChanges::read)
        .optional();
  }

  private static Change read(ResultSet row, int number) throws SQLException {
    return new Change(row.getString("metadata"), row.getBoolean("deleted"));
  }

  private static Optional<ObjectNode> with(ObjectNode row, Change change) {
    if (change.metadata() != null) {
      row.set("metadata", Json.mapper().readTree(change.metadata()));
    }
    return Optional.of(row);
  }

  private static UUID id(ObjectNode row) {
    return UUID.fromString(row.path("call_id").stringValue());
  }
}
