package io.callstream.dispatcher.gate;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Numbers that are being called, or may be, seen without locks: many calls may wait for one. */
final class OpenNumbers {

  /** Whatever ends the call wakes them before. */
  private static final Duration OPEN_AGAIN = Duration.ofMinutes(1);

  private final JdbcClient database;

  OpenNumbers(JdbcClient database) {
    this.database = database;
  }

  /** Why those of the numbers that are open or shut are not called. */
  Map<String, Wait> of(Collection<String> numbers, Instant now) {
    var found = new HashMap<String, Wait>();
    database
        .sql(
            """
            select number, open_dial is not null as open, shut_until from dispatch.numbers
             where number = any (:numbers) and (open_dial is not null or shut_until > :now)
            """)
        .param("numbers", new SqlArrayValue("text", numbers.toArray()))
        .param("now", SqlTimes.at(now))
        .query(row -> {
          found.put(
              row.getString("number"),
              row.getBoolean("open") ? open(now) : shut(SqlTimes.of(row, "shut_until")));
        });
    return found;
  }

  private static Wait open(Instant now) {
    var text = "That number is being called, or may be";
    return new Wait(Hold.of(HoldCode.OPEN_CALL, text), now.plus(OPEN_AGAIN));
  }

  private static Wait shut(Instant until) {
    var text = "An earlier call to that number may still go on";
    return new Wait(new Hold(HoldCode.OPEN_CALL, text, until), until);
  }
}
