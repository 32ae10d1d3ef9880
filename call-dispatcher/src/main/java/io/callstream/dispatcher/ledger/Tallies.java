package io.callstream.dispatcher.ledger;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Folds the changes of campaigns' counts, so that reading them stays cheap. */
public final class Tallies {

  private static final int AT_ONCE = 10_000;

  private final JdbcClient database;

  public Tallies(JdbcClient database) {
    this.database = database;
  }

  /**
   * Folds some; one statement, so that every reader sees a change once.
   *
   * @return whether there is more
   */
  public boolean fold() {
    return database
            .sql(
                """
                with taken as (
                  delete from dispatch.deltas where ctid = any (array(
                    select ctid from dispatch.deltas limit :limit for update skip locked))
                  returning campaign_id, category, hold, n),
                folded as (
                  insert into dispatch.tallies as t (campaign_id, category, hold, n)
                  select campaign_id, category, hold, sum(n) from taken
                   group by 1, 2, 3 order by 1, 2, 3
                  on conflict (campaign_id, category, hold) do update set n = t.n + excluded.n)
                select count(*) from taken
                """)
            .param("limit", AT_ONCE)
            .query((row, _) -> row.getInt(1))
            .single()
        == AT_ONCE;
  }
}
