package io.callstream.dispatcher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Figures of the whole ledger, the same in every instance: what waits, what is open, what is shut.
 */
final class Gauges {

  private static final String FIGURES =
      """
      select 'calls.waiting',
             (select count(*) from dispatch.calls where state = 'waiting' and campaign_id is null)
             + (select count(*) from dispatch.calls where state = 'waiting' and campaign_id is not null)
      union all
      select 'calls.overdue',
             (select count(*) from dispatch.calls where state = 'waiting' and campaign_id is null
                 and due_at < (select clock_timestamp()) - interval '1 minute')
             + (select count(*) from dispatch.calls where state = 'waiting' and campaign_id is not null
                 and due_at < (select clock_timestamp()) - interval '1 minute')
      union all
      select 'dials.dialling', count(*) from dispatch.dials where state = 'dialling'
      union all
      select 'dials.unknown', count(*) from dispatch.dials where state = 'unknown'
      union all
      select 'dials.placed', count(*) from dispatch.dials where state = 'placed'
      union all
      select 'numbers.shut', count(distinct to_number) from dispatch.dials
       where shut_until > clock_timestamp()
      union all
      select 'webhooks.pending', count(*) from dispatch.pending
      union all
      select 'line.shut', case when open then 0 else 1 end from dispatch.line_now()
      union all
      select 'guard.shut', case when shut then 1 else 0 end from dispatch.guard_now()
      """;

  private final JdbcClient database;
  private final MeterRegistry meters;
  private final Map<String, Double> figures = new ConcurrentHashMap<>();

  Gauges(JdbcClient database, MeterRegistry meters) {
    this.database = database;
    this.meters = meters;
  }

  /** Reads them all; they stand until the next reading. */
  boolean read() {
    database
        .sql(FIGURES)
        .query(row -> {
          show(row.getString(1), row.getDouble(2));
        });
    return false;
  }

  private void show(String name, double value) {
    if (figures.put(name, value) == null) {
      Gauge.builder("callstream.dispatcher." + name, () -> figures.getOrDefault(name, 0.0))
          .register(meters);
    }
  }
}
