package io.callstream.gateway.dashboard;

import io.callstream.gateway.database.Neighbours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All calls of one request. */
@Component
final class Attempts {

  /** More than any rule allows. */
  private static final int MAX = 100;

  private final JdbcClient jdbc;

  Attempts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One of them. */
  record Attempt(String id, int number, String status, String outcome, @Nullable When requested) {}

  /** Oldest first; none for a call that was not requested here. */
  List<Attempt> of(String requestId) {
    return requestId.isEmpty()
        ? List.of()
        : Neighbours.ask(
            () ->
                jdbc.sql(
                        """
                        select call_id, attempt, status, outcome, requested_at
                          from calls.api_calls where request_id = :request
                         order by attempt limit :max
                        """)
                    .param("request", UUID.fromString(requestId))
                    .param("max", MAX)
                    .query(Attempts::attempt)
                    .list(),
            List.of());
  }

  private static Attempt attempt(ResultSet row, int n) throws SQLException {
    var requested = row.getObject("requested_at", OffsetDateTime.class);
    return new Attempt(
        row.getString("call_id"),
        row.getInt("attempt"),
        Words.status(row.getString("status")),
        Words.name(Objects.requireNonNullElse(row.getString("outcome"), "")),
        requested == null ? null : When.of(requested.toInstant()));
  }
}
