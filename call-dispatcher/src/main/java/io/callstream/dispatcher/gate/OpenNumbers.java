package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.SqlIds;
import io.callstream.dispatcher.ledger.SqlTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Numbers that are being called, or may be: many calls may wait for one. */
final class OpenNumbers {

  /** Whatever ends the call wakes them before. */
  private static final Duration OPEN_AGAIN = Duration.ofMinutes(1);

  private final JdbcClient database;

  OpenNumbers(JdbcClient database) {
    this.database = database;
  }

  /** Those of the numbers that are open or shut, seen without locks. */
  Set<String> among(Collection<String> numbers, Instant now) {
    // Not as a stream: that would keep its connection until it is closed.
    return Set.copyOf(
        database
            .sql(
                """
                select number from dispatch.numbers
                 where number = any (:numbers) and (open_dial is not null or shut_until > :now)
                """)
            .param("numbers", new SqlArrayValue("text", numbers.toArray()))
            .param("now", SqlTimes.at(now))
            .query(String.class)
            .list());
  }

  /**
   * Holds those of the calls whose number is still open or shut, and waits for no lock.
   *
   * <p>Under the lock of the number's row: what opens the number wakes only the calls that are held
   * by then, and one held a moment later would wait until the longest call could be over.
   */
  void hold(Collection<UUID> callIds) {
    if (callIds.isEmpty()) {
      return;
    }
    database
        .sql(
            """
            with barred as (
              select c.call_id, n.open_dial is not null as open, n.shut_until
                from dispatch.calls c join dispatch.numbers n on n.number = c.to_number
               where c.call_id = any (:ids) and c.state = 'waiting'
                 and c.due_at <= (select clock_timestamp())
                 and (n.open_dial is not null or n.shut_until > clock_timestamp())
                 for update of c skip locked for share of n skip locked)
            update dispatch.calls c
               set hold_code = 'open_call',
                   hold_text = case when b.open then 'That number is being called, or may be'
                                    else 'An earlier call to that number may still go on' end,
                   hold_until = case when not b.open then b.shut_until end,
                   due_at = case when b.open then clock_timestamp() + :again * interval '1 second'
                                 else b.shut_until end
              from barred b
             where c.call_id = b.call_id
            """)
        .param("ids", SqlIds.array(callIds))
        .param("again", OPEN_AGAIN.toSeconds())
        .update();
  }
}
