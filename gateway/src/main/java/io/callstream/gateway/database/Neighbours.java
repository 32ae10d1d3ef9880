package io.callstream.gateway.database;

import io.callstream.runtime.database.SqlStates;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.SqlArrayValue;

/** Queries of other services' schemas. Services start in any order, so a schema may be missing. */
public final class Neighbours {

  private Neighbours() {}

  /**
   * The query's result, or the other while the schema, view or function it asks is not there yet.
   * Inside a transaction the failed statement would end it: use {@link #IS_THERE} before.
   */
  public static <T> T ask(Supplier<T> query, T whileMissing) {
    try {
      return query.get();
    } catch (DataAccessException e) {
      if (SqlStates.isNotThereYet(e)) {
        return whileMissing;
      }
      throw e;
    }
  }

  /** The same with another query in its place. */
  public static <T> T askElse(Supplier<T> query, Supplier<T> whileMissing) {
    try {
      return query.get();
    } catch (DataAccessException e) {
      if (SqlStates.isNotThereYet(e)) {
        return whileMissing.get();
      }
      throw e;
    }
  }

  /** Asks without risk to a transaction whether a function, named with its types, is there. */
  public static final String IS_THERE =
      "select to_regprocedure(cast(:function as text)) is not null";

  /** The same of a table or view. */
  public static final String RELATION_IS_THERE =
      "select to_regclass(cast(:relation as text)) is not null";

  /** A parameter for {@code uuid[]}. */
  public static SqlArrayValue array(Collection<UUID> ids) {
    return new SqlArrayValue("uuid", (Object[]) ids.toArray(UUID[]::new));
  }
}
