package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.call.Calls;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
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

  private record Change(@Nullable String metadata, @Nullable String storage, boolean deleted) {}

  /** The row of a call by our id or Retell's, unless it was deleted. */
  Optional<ObjectNode> find(String id) {
    return calls
        .detail(id)
        .flatMap(row ->
            change(row)
                .map(change ->
                    change.deleted()
                        ? Optional.<ObjectNode>empty()
                        : Optional.of(laidOver(row, change)))
                .orElseGet(() -> Optional.of(row)));
  }

  /**
   * Retell has taken these in place of the call's.
   *
   * @param metadata null when it was not sent
   * @param storage Retell's {@code data_storage_setting}; null when it was not sent
   * @return the row as it is shown from now on
   */
  ObjectNode updated(
      ObjectNode row, @Nullable ObjectNode metadata, @Nullable String storage, String apiKeyId) {
    var text = metadata == null ? null : metadata.toString();
    jdbc.sql(
            """
            insert into gateway.call_changes as c (call_id, metadata, data_storage_setting, changed_by)
            values (:id, cast(:metadata as jsonb), :storage, :by)
            on conflict (call_id) do update
              set metadata = coalesce(excluded.metadata, c.metadata),
                  data_storage_setting = coalesce(excluded.data_storage_setting, c.data_storage_setting),
                  changed_by = excluded.changed_by, changed_at = clock_timestamp()
            """)
        .param("id", id(row))
        .param("metadata", text, Types.VARCHAR)
        .param("storage", storage, Types.VARCHAR)
        .param("by", apiKeyId)
        .update();
    return laidOver(row, new Change(text, storage, false));
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
            "select metadata, data_storage_setting, deleted_at is not null as deleted from gateway.call_changes"
                + " where call_id = :id")
        .param("id", id(row))
        .query(CallChanges::read)
        .optional();
  }

  private static Change read(ResultSet row, int number) throws SQLException {
    return new Change(
        row.getString("metadata"),
        row.getString("data_storage_setting"),
        row.getBoolean("deleted"));
  }

  private static ObjectNode laidOver(ObjectNode row, Change change) {
    if (change.metadata() != null) {
      row.set("metadata", Json.mapper().readTree(change.metadata()));
    }
    if (change.storage() != null) {
      row.put(CallView.STORAGE, change.storage());
    }
    return row;
  }

  private static UUID id(ObjectNode row) {
    return UUID.fromString(row.path("call_id").stringValue());
  }
}
