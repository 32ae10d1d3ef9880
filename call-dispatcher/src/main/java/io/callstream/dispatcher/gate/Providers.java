package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rate of each telephony provider, counted by the numbers that are called from. A number that
 * Retell does not list counts as one of a provider of its own. Under the budget's lock.
 */
final class Providers {

  private final JdbcClient database;
  private final Duration rampOver;

  Providers(JdbcClient database, Duration rampOver) {
    this.database = database;
    this.rampOver = rampOver;
  }

  /** Whether the provider's next moment has come. */
  boolean free(String fromNumber, Instant now) {
    return database
        .sql(
            """
            select not exists (
              select from dispatch.providers p
               where p.next_dial_at > :now
                 and p.provider = coalesce(
                   (select provider from dispatch.from_numbers where number = :from), 'unknown'))
            """)
        .param("now", SqlTimes.at(now))
        .param("from", fromNumber)
        .query(Boolean.class)
        .single();
  }

  /**
   * The rate now.
   *
   * @param whole when there was no trouble
   */
  Pace pace(Pace whole, Instant now) {
    return whole.ramped(rampFrom(), rampOver, now);
  }

  /**
   * Dials were let through. The line's next moment is that of the provider that comes first; with
   * one provider it is that one's.
   *
   * @return the line's
   */
  Instant dialled(String fromNumber, Pace pace, int dials, Instant now) {
    var earliest = SqlTimes.at(pace.earliest(now));
    var used = SqlTimes.interval(pace.of(dials));
    database
        .sql(
            """
            insert into dispatch.providers (provider, next_dial_at)
            select coalesce((select provider from dispatch.from_numbers where number = :from), 'unknown'),
                   cast(:earliest as timestamptz) + cast(:used as interval)
             where (select count(distinct provider) from dispatch.from_numbers) > 1
            on conflict (provider) do update
              set next_dial_at = greatest(providers.next_dial_at, :earliest) + cast(:used as interval)
            """)
        .param("from", fromNumber)
        .param("earliest", earliest)
        .param("used", used)
        .update();
    return database
        .sql(
            """
            update dispatch.budget set next_dial_at = coalesce(
              (select min(coalesce(p.next_dial_at, '-infinity'))
                 from (select distinct provider from dispatch.from_numbers) f
                 left join dispatch.providers p using (provider)
               having count(*) > 1),
              greatest(next_dial_at, :earliest) + cast(:used as interval))
            returning next_dial_at
            """)
        .param("earliest", earliest)
        .param("used", used)
        .query((row, _) -> SqlTimes.of(row, "next_dial_at"))
        .single();
  }

  private @Nullable Instant rampFrom() {
    return database
        .sql("select ramp_from from dispatch.budget")
        .query((row, _) -> Optional.ofNullable(SqlTimes.orNull(row, "ramp_from")))
        .single()
        .orElse(null);
  }
}
