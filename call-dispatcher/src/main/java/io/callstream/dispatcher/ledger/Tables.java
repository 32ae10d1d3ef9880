package io.callstream.dispatcher.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The ledger's tables on one pool. Whoever changes something locks class by class: budget, numbers,
 * calls (MECHANISMS.md B1).
 */
final class Tables {

  final Calls calls;
  final Dials dials;
  final DialEnds ends;
  final Numbers numbers;
  final WebBook web;
  private final JdbcClient database;

  Tables(JdbcClient database) {
    this.database = database;
    this.calls = new Calls(database);
    this.dials = new Dials(database);
    this.ends = new DialEnds(database);
    this.numbers = new Numbers(database);
    this.web = new WebBook(database);
  }

  /**
   * Locks numbers and rows of these calls, and with the rows their dials.
   *
   * @return the calls that are there
   */
  Set<UUID> lock(Collection<UUID> callIds) {
    if (callIds.isEmpty()) {
      return Set.of();
    }
    numbers.lockOf(callIds);
    return Set.copyOf(calls.lock(callIds));
  }

  /** The database's clock. */
  Instant now() {
    return database
        .sql("select clock_timestamp() as now")
        .query((row, _) -> SqlTimes.of(row, "now"))
        .single();
  }
}
