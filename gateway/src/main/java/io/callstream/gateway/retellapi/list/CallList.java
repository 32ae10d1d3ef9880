package io.callstream.gateway.retellapi.list;

import io.callstream.gateway.call.Rows;
import io.callstream.gateway.database.Neighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Lists of calls from the read model, without what was said in them. */
@Component
public class CallList {

  private static final String COLUMNS =
      """
      c.call_id, c.request_id, c.retell_call_id, c.call_type, c.direction, c.agent_id, c.from_number,
      c.to_number, c.status, c.retell_status, c.disconnection_reason, c.variables,
      coalesce(ch.metadata, c.metadata) as metadata, c.started_at, c.ended_at, c.duration_ms,
      c.recording_url, c.public_log_url, c.call_analysis, c.call_cost, c.latency, c.error_code,
      ch.data_storage_setting,
      c.raw_extra - 'scrubbed_transcript_with_tool_calls' as raw_extra
      """;

  private static final String SHOWN =
      """
       from calls.api_calls c left join gateway.call_changes ch on ch.call_id = c.call_id
       where ch.deleted_at is null
      """;

  private final JdbcClient jdbc;

  CallList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A page.
   *
   * @param total of all that fit; null unless asked for
   */
  public record Page(List<ObjectNode> rows, boolean more, @Nullable Long total) {}

  /** One page; empty when it is to begin after a call that nobody has. */
  public Optional<Page> page(Search search) {
    UUID after = null;
    if (search.after() != null) {
      var found = ourId(search.after());
      if (found.isEmpty()) {
        return Optional.empty();
      }
      after = found.get();
    }
    var rows = rows(search, after);
    boolean more = rows.size() > search.limit();
    return Optional.of(
        new Page(
            more ? List.copyOf(rows.subList(0, search.limit())) : rows,
            more,
            search.total() ? total(search) : null));
  }

  private List<ObjectNode> rows(Search search, @Nullable UUID after) {
    var sql = new StringBuilder("select ").append(COLUMNS).append(SHOWN);
    var values = where(search, sql);
    if (after != null) {
      sql.append(" and (c.requested_at, c.call_id) ")
          .append(search.ascending() ? ">" : "<")
          .append(" (select requested_at, call_id from calls.api_calls where call_id = ?)");
      values.add(after);
    }
    var direction = search.ascending() ? " asc" : " desc";
    sql.append(" order by c.requested_at")
        .append(direction)
        .append(", c.call_id")
        .append(direction);
    sql.append(" limit ? offset ?");
    values.add(search.limit() + 1);
    values.add(search.skip());
    return Neighbours.ask(
        () -> jdbc.sql(sql.toString()).params(values).query(Rows::toJson).list(), List.of());
  }

  private long total(Search search) {
    var sql = new StringBuilder("select count(*)").append(SHOWN);
    var values = where(search, sql);
    return Neighbours.ask(
        () -> jdbc.sql(sql.toString()).params(values).query(Long.class).single(), 0L);
  }

  private static List<Object> where(Search search, StringBuilder sql) {
    var values = new ArrayList<>();
    for (var condition : search.conditions()) {
      sql.append(" and ").append(condition.sql());
      values.addAll(condition.values());
    }
    return values;
  }

  private Optional<UUID> ourId(String id) {
    return Optional.ofNullable(CallIds.ours(id))
        .or(() ->
            Neighbours.ask(
                () ->
                    jdbc.sql("select call_id from calls.api_aliases where retell_call_id = ?")
                        .param(id)
                        .query(UUID.class)
                        .optional(),
                Optional.empty()));
  }
}
