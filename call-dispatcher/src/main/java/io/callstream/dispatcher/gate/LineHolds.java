package io.callstream.dispatcher.gate;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.Hold;
import java.sql.Types;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Shows in {@code dispatch.line_hold} why nothing at all is dialled. */
final class LineHolds {

  /** True of rows that are due, and gone in a moment: not worth a write when they end. */
  private static final Set<HoldCode> FLEETING = Set.of(HoldCode.PACED, HoldCode.NO_SLOT);

  private final JdbcClient database;

  LineHolds(JdbcClient database) {
    this.database = database;
  }

  void show(Hold hold) {
    boolean fleeting = FLEETING.contains(hold.code());
    database
        .sql(
            """
            update dispatch.line_hold set code = :code, text = :text, until = cast(:until as timestamptz)
             where (code, text, until) is distinct from
                   (cast(:code as text), cast(:text as text), cast(:until as timestamptz))
            """)
        .param("code", hold.code().wire())
        .param("text", hold.text())
        .param(
            "until",
            SqlTimes.atOrNull(fleeting ? null : hold.until()),
            Types.TIMESTAMP_WITH_TIMEZONE)
        .update();
  }

  /** Nothing holds the line. */
  void clear() {
    database
        .sql("update dispatch.line_hold set code = null, text = null, until = null where wins")
        .update();
  }
}
