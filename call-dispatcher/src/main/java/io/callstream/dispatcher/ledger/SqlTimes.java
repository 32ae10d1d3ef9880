package io.callstream.dispatcher.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Moments to and from {@code timestamptz}; the driver refuses an Instant. */
public final class SqlTimes {

  private SqlTimes() {}

  /** The moment as a parameter. */
  public static OffsetDateTime at(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  /** The moment, or null, as a parameter. */
  public static @Nullable OffsetDateTime atOrNull(@Nullable Instant moment) {
    return moment == null ? null : at(moment);
  }

  /** A length of time as a parameter to be cast to {@code interval}; never shortened. */
  public static String interval(Duration length) {
    return length.plusNanos(999).toNanos() / 1_000 + " microseconds";
  }

  /** A column that is never null. */
  public static Instant of(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** A column that may be null. */
  public static @Nullable Instant orNull(ResultSet row, String column) throws SQLException {
    var moment = row.getObject(column, OffsetDateTime.class);
    return moment == null ? null : moment.toInstant();
  }
}
