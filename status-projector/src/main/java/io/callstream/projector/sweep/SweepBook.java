package io.callstream.projector.sweep;

import io.callstream.outbox.Outbox;
import io.callstream.outbox.OutboxMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionTemplate;

/** What the database knows of sweeps, and of the calls that they find. */
final class SweepBook {

  /** A sweeper that is silent for so long is replaced; two at once only ask twice. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final Outbox outbox;
  private final String instance;

  SweepBook(JdbcClient database, TransactionTemplate transaction, Outbox outbox, String instance) {
    this.database = database;
    this.transaction = transaction;
    this.outbox = outbox;
    this.instance = instance;
  }

  /**
   * How a call stands here.
   *
   * @param over whether Retell's own word of its end is known
   * @param hasTranscript whether the talk is
   * @param hasAnalysis whether the analysis is
   */
  record Standing(boolean over, boolean hasTranscript, boolean hasAnalysis) {

    static final Standing UNKNOWN = new Standing(false, false, false);
  }

  /** Whether this process is the one that sweeps, for the next minute. */
  boolean lease() {
    return database
            .sql(
                """
                update calls.sweeps
                   set leased_by = :me, leased_until = now() + make_interval(secs => :secs)
                 where leased_by = :me or leased_until < now()
                """)
            .param("me", instance)
            .param("secs", LEASE.toSeconds())
            .update()
        > 0;
  }

  /** When the last sweep that came to its end began. */
  Optional<Instant> completeTo() {
    return database
        .sql("select complete_to from calls.sweeps where complete_to is not null")
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  /** Notes that a sweep which began then came to its end. */
  void complete(Instant began) {
    database
        .sql("update calls.sweeps set complete_to = :began")
        .param("began", began.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Those of the calls that are known, by Retell's ids. */
  Map<String, Standing> known(Collection<String> retellCallIds) {
    return database
        .sql(
            """
            select a.retell_call_id,
                   c.retell_status in ('ended', 'not_connected', 'error') is true as is_over,
                   c.transcript is not null as has_transcript,
                   c.call_analysis is not null as has_analysis
              from calls.aliases a join calls.retell_calls c on c.call_id = a.call_id
             where a.retell_call_id = any (:ids::text[])
            """)
        .param("ids", new SqlArrayValue("text", (Object[]) retellCallIds.toArray(String[]::new)))
        .query((row, _) ->
            Map.entry(
                row.getString("retell_call_id"),
                new Standing(
                    row.getBoolean("is_over"),
                    row.getBoolean("has_transcript"),
                    row.getBoolean("has_analysis"))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Publishes what was found; nobody else says such things, so the sweep's own row is the lock. */
  void publish(List<OutboxMessage> found) {
    if (!found.isEmpty()) {
      transaction.executeWithoutResult(_ -> {
        database.sql("select leased_by from calls.sweeps for update").query(_ -> {});
        outbox.append(found);
      });
    }
  }
}
