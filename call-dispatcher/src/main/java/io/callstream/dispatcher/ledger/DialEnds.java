package io.callstream.dispatcher.ledger;

import io.callstream.dispatcher.rules.Conclusion.DialEnd;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How dials ended, for what their call and its campaign make of it. */
final class DialEnds {

  private final JdbcClient database;

  DialEnds(JdbcClient database) {
    this.database = database;
  }

  /** Nobody will ever say how long was talked: as long as can be. */
  void talkedAtMost(UUID dialId, Duration lengthMax) {
    database
        .sql("update dispatch.dials set duration_ms = :longest where dial_id = :id")
        .param("longest", lengthMax.toMillis())
        .param("id", dialId)
        .update();
  }

  /** How the dials of a call stand that may have rung. */
  List<DialEnd> of(UUID callId) {
    return database
        .sql(
            """
            select state = 'ended' and end_source <> 'assumed' as told, end_reason
              from dispatch.dials where call_id = :id and state not in ('rejected', 'not_sent')
             order by gate_at, dial_id
            """)
        .param("id", callId)
        .query((row, _) -> new DialEnd(row.getBoolean("told"), row.getString("end_reason")))
        .list();
  }
}
