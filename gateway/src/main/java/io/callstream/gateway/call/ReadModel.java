package io.callstream.gateway.call;

import io.callstream.gateway.database.Neighbours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The projector's read model of calls, as far as it is there. */
@Component
final class ReadModel {

  /** More facts than any call has; a page beyond it would be a fault, not a need. */
  private static final int TIMELINE_LIMIT = 1_000;

  private final JdbcClient jdbc;

  ReadModel(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The row of a call. */
  Optional<ObjectNode> call(UUID callId) {
    return Neighbours.ask(
        () ->
            jdbc.sql(select(CallColumns.DETAIL) + " where call_id = :id")
                .param("id", callId)
                .query(Rows::toJson)
                .optional(),
        Optional.empty());
  }

  /** Our id of the call that Retell calls so. */
  Optional<UUID> callIdOf(String retellCallId) {
    return Neighbours.ask(
        () ->
            jdbc.sql("select call_id from calls.api_aliases where retell_call_id = :id")
                .param("id", retellCallId)
                .query(UUID.class)
                .optional(),
        Optional.empty());
  }

  /**
   * A call of a list.
   *
   * @param place of it in the list, more exact than the time the row shows
   */
  record Listed(ObjectNode row, Cursor place) {}

  /** A page of calls, newest first, with one more than its limit if there are more. */
  List<Listed> page(CallFilter filter) {
    return Neighbours.ask(
        () -> {
          var conditions = ListConditions.of(filter, this::callIdOf);
          var query =
              jdbc.sql(
                      select(CallColumns.LIST)
                          + " where "
                          + conditions.sql()
                          + " order by requested_at desc, call_id desc limit :limit")
                  .param("limit", filter.limit() + 1);
          conditions.values().forEach(query::param);
          return query.query((row, n) -> new Listed(Rows.toJson(row, n), place(row))).list();
        },
        List.of());
  }

  /** What is known of a call, oldest first. */
  List<ObjectNode> timeline(UUID callId) {
    return Neighbours.ask(
        () ->
            jdbc.sql(
                    """
                    select at, fact, source, text, data from calls.api_timeline
                     where call_id = :id order by at, seq limit :limit
                    """)
                .param("id", callId)
                .param("limit", TIMELINE_LIMIT)
                .query(Rows::toJson)
                .list(),
        List.of());
  }

  /** Whether the first call of the request is over, as far as the read model knows. */
  boolean hasEnded(UUID requestId) {
    return !Neighbours.ask(
            () ->
                jdbc.sql("select calls.ended(:requests)")
                    .param("requests", Neighbours.array(List.of(requestId)))
                    .query(UUID.class)
                    .list(),
            List.<UUID>of())
        .isEmpty();
  }

  private static Cursor place(ResultSet row) throws SQLException {
    return new Cursor(
        row.getObject("requested_at", OffsetDateTime.class).toInstant(),
        row.getObject("call_id", UUID.class));
  }

  private static String select(List<String> columns) {
    return "select " + String.join(", ", columns) + " from calls.api_calls";
  }
}
