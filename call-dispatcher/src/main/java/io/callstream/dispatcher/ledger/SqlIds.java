package io.callstream.dispatcher.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.support.SqlArrayValue;

/** Ids to and from SQL. */
public final class SqlIds {

  private SqlIds() {}

  /** The ids as a parameter of type {@code uuid[]}. */
  public static SqlArrayValue array(Collection<UUID> ids) {
    return new SqlArrayValue("uuid", ids.toArray());
  }

  /** Maps a row to the id that is its first column. */
  public static UUID first(ResultSet row, int number) throws SQLException {
    return row.getObject(1, UUID.class);
  }
}
