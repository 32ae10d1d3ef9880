package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.DispatchSignal.RequestCompleted;
import io.callstream.contracts.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says of each request that it is over: its newest attempt is done, and no other follows. However
 * it came to be done, it is said once; a repeat after a restore is known by what it says.
 */
public final class Completions {

  private static final int AT_ONCE = 200;

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final Signals signals;

  /**
   * @param database on the pool of {@code transaction}
   */
  public Completions(JdbcClient database, TransactionTemplate transaction, Signals signals) {
    this.database = database;
    this.transaction = transaction;
    this.signals = signals;
  }

  /**
   * Says some.
   *
   * @return whether there may be more
   */
  public boolean sayOnce() {
    return Boolean.TRUE.equals(transaction.execute(_ -> say()));
  }

  private boolean say() {
    var over = lock();
    if (!over.isEmpty()) {
      signals.say(
          over.stream()
              .collect(Collectors.toMap(said -> said.callId().toString(), Function.identity())));
      database
          .sql("update dispatch.calls set said_over = true where call_id = any (:ids)")
          .param("ids", SqlIds.array(over.stream().map(RequestCompleted::callId).toList()))
          .update();
    }
    return over.size() == AT_ONCE;
  }

  private List<RequestCompleted> lock() {
    return database
        .sql(
            """
            select request_id, call_id, attempt, done_at, done_as, end_status, outcome
              from dispatch.calls where state = 'done' and not retried and not said_over
             order by done_at limit :limit for update skip locked
            """)
        .param("limit", AT_ONCE)
        .query(Completions::read)
        .list();
  }

  private static RequestCompleted read(ResultSet row, int number) throws SQLException {
    boolean cancelled = row.getString("done_as").equals("cancelled");
    return new RequestCompleted(
        row.getObject("request_id", UUID.class),
        row.getObject("call_id", UUID.class),
        row.getInt("attempt"),
        SqlTimes.of(row, "done_at"),
        cancelled ? CallStatus.CANCELLED : status(row.getString("end_status")),
        outcome(row.getString("outcome")));
  }

  private static @Nullable CallStatus status(@Nullable String wire) {
    return wire == null ? null : CallStatus.valueOf(wire.toUpperCase(Locale.ROOT));
  }

  private static @Nullable Outcome outcome(@Nullable String wire) {
    return wire == null ? null : Outcome.valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
