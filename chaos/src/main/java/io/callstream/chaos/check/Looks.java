package io.callstream.chaos.check;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the system is looked at, from the cheapest look to the dearest. */
public interface Looks {

  /**
   * What there is still to do, in words; nothing when it may be worth to look at everything.
   *
   * @throws SQLException when the database cannot be asked
   */
  @Nullable String unfinished() throws SQLException;

  /** What must be so at every moment, however much is still to be done. */
  List<Claim> checkInTheMidst();

  /** All claims, as they stand now. */
  List<Claim> check();
}
