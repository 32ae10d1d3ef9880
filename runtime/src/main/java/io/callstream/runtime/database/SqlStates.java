package io.callstream.runtime.database;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/** The one classification of failures, by SQLSTATE and by class (MECHANISMS.md F2). */
public final class SqlStates {

  private static final String READ_ONLY = "25006";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  // The limits that Pools sets end the session; a process that was frozen meets them on waking.
  private static final String IDLE_IN_TRANSACTION = "25P03";
  private static final String TRANSACTION_TOO_LONG = "25P04";

  private static final Set<String> TRANSIENT_STATES =
      Set.of(READ_ONLY, LOCK_NOT_AVAILABLE, IDLE_IN_TRANSACTION, TRANSACTION_TOO_LONG);
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "58");
  private static final Set<String> SYSTEMIC_CLASSES = Set.of("28", "3D", "42");

  private static final List<Class<? extends Throwable>> CONNECTION_FAILURES =
      List.of(
          CannotGetJdbcConnectionException.class,
          CannotCreateTransactionException.class,
          TransientDataAccessException.class,
          RetriableException.class);

  private SqlStates() {}

  /** What the failure means, judged by the deepest cause that says anything. */
  public static Trouble judge(Throwable failure) {
    Trouble verdict = Trouble.POISON;
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      Trouble own = judgeAlone(t);
      if (own != null) {
        verdict = own;
      }
    }
    return verdict;
  }

  /** What this SQLSTATE means; five characters. */
  public static Trouble judge(String sqlState) {
    String stateClass = sqlState.substring(0, Math.min(2, sqlState.length()));
    if (TRANSIENT_STATES.contains(sqlState) || TRANSIENT_CLASSES.contains(stateClass)) {
      return Trouble.TRANSIENT;
    }
    return SYSTEMIC_CLASSES.contains(stateClass) ? Trouble.SYSTEMIC : Trouble.POISON;
  }

  /** Whether what was asked for is not there yet: its owner has not migrated its schema. */
  public static boolean isNotThereYet(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return Set.of("3F000", "42883", "42P01").contains(sql.getSQLState());
      }
    }
    return false;
  }

  private static @Nullable Trouble judgeAlone(Throwable t) {
    if (t instanceof SQLException sql) {
      // Without a state the server never spoke: the pool or the driver found the connection closed.
      return sql.getSQLState() == null ? Trouble.TRANSIENT : judge(sql.getSQLState());
    }
    if (t instanceof LinkageError || t instanceof OutOfMemoryError || t instanceof SetUpWrongly) {
      return Trouble.SYSTEMIC;
    }
    boolean lostConnection = CONNECTION_FAILURES.stream().anyMatch(c -> c.isInstance(t));
    return lostConnection ? Trouble.TRANSIENT : null;
  }
}
