package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.SqlIds;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** What the rows of waiting calls say of why they wait. */
final class CallHolds {

  private final JdbcClient database;

  CallHolds(JdbcClient database) {
    this.database = database;
  }

  /** One that a rule holds. */
  record Held(UUID callId, Wait why) {}

  /** Holds calls that still wait and are due, without waiting for those that are locked. */
  void hold(List<Held> held) {
    if (held.isEmpty()) {
      return;
    }
    database
        .sql(
            """
            update dispatch.calls c
               set due_at = u.due, hold_code = u.code, hold_text = u.text, hold_until = u.until
              from unnest(:ids::uuid[], :codes::text[], :texts::text[], :untils::timestamptz[],
                          :dues::timestamptz[]) u (id, code, text, until, due)
             where c.call_id = u.id and c.call_id in (
               select call_id from dispatch.calls
                where call_id = any (:ids) and state = 'waiting' and due_at <= (select clock_timestamp())
                order by call_id for update skip locked)
            """)
        .param("ids", SqlIds.array(held.stream().map(Held::callId).toList()))
        .param("codes", array("text", held, h -> h.why().hold().code().wire()))
        .param("texts", array("text", held, h -> h.why().hold().text()))
        .param("untils", array("timestamptz", held, h -> SqlTimes.atOrNull(h.why().hold().until())))
        .param("dues", array("timestamptz", held, h -> SqlTimes.at(h.why().lookAgainAt())))
        .update();
  }

  private static SqlArrayValue array(
      String type, List<Held> held, Function<Held, @Nullable Object> part) {
    return new SqlArrayValue(type, held.stream().map(part).toArray());
  }
}
