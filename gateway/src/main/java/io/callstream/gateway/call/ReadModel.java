package io.callstream.gateway.call;

import io.callstream.gateway.database.Neighbours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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

  /** For each query parameter its condition, with the value as a parameter of the same name. */
  private static final Map<String, String> CONDITIONS =
      Map.ofEntries(
          Map.entry("status", "status = :status"),
          Map.entry("outcome", "outcome = :outcome"),
          Map.entry("agent_id", "agent_id = :agent_id"),
          Map.entry("to_number", "to_number = :to_number"),
          Map.entry("from_number", "from_number = :from_number"),
          Map.entry("campaign_id", "campaign_id = :campaign_id"),
          Map.entry("call_type", "call_type = :call_type"),
          Map.entry("disconnection_reason", "disconnection_reason = :disconnection_reason"),
          Map.entry("since", "requested_at >= :since"),
          Map.entry("until", "requested_at < :until"),
          Map.entry(
              "q",
              """
              (call_id::text = :q or request_id::text = :q or retell_call_id = :q
                or strpos(to_number, :q) > 0 or strpos(from_number, :q) > 0)\
              """
                  .strip()));

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
    var sql = new StringBuilder(select(CallColumns.LIST)).append(" where true");
    filter.conditions().keySet().forEach(name -> sql.append(" and ").append(CONDITIONS.get(name)));
    var after = filter.after();
    if (after != null) {
      sql.append(" and (requested_at, call_id) < (:afterAt, :afterId)");
    }
    sql.append(" order by requested_at desc, call_id desc limit :limit");
    return Neighbours.ask(
        () -> {
          var query = jdbc.sql(sql.toString()).param("limit", filter.limit() + 1);
          filter.conditions().forEach((name, value) -> query.param(name, sqlValue(value)));
          if (after != null) {
            query.param("afterAt", sqlValue(after.requestedAt())).param("afterId", after.callId());
          }
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

  private static Object sqlValue(Object value) {
    return value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value;
  }
}
