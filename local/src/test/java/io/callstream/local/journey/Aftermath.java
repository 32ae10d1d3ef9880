package io.callstream.local.journey;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Adds to the failure of a journey what the system says of itself at that moment: who waited in
 * vain cannot say for what, and the processes are gone when somebody reads of it.
 */
public final class Aftermath
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  private static final int LOG_LINES = 6;

  private static final List<String> QUESTIONS =
      List.of(
          """
          select now() as now, code as line_hold, text, until, next_dial_at, unanswered, open
            from dispatch.line_hold, dispatch.budget, dispatch.open_dials
          """,
          "select * from dispatch.line",
          """
          select state, hold_code, count(*), min(due_at) as due from dispatch.calls
           where state not in ('completed', 'failed', 'cancelled') group by 1, 2 limit 9
          """,
          """
          select d.dial_id, d.call_id, d.to_number, d.state, d.gate_at, d.lease_until, d.ask_at
            from dispatch.dials d order by gate_at desc limit 3
          """,
          "select * from outbox.relay",
          """
          select slot_name, active, pg_size_pretty(pg_current_wal_lsn() - confirmed_flush_lsn) as behind
            from pg_replication_slots
          """,
          "select topic, key, created_at from outbox.messages order by id desc limit 3");

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    throw with(failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) {
    throw with(failure);
  }

  private static AssertionError with(Throwable failure) {
    List<String> said = new ArrayList<>();
    said.add(String.valueOf(failure.getMessage()));
    Rig.started()
        .ifPresent(rig -> {
          QUESTIONS.forEach(question -> said.addAll(answers(rig, question)));
          rig.parts()
              .forEach(part -> {
                said.add(part.name() + (part.alive() ? "" : " has ended") + ":");
                said.addAll(part.logTail(LOG_LINES));
              });
        });
    return new AssertionError(String.join("\n", said), failure);
  }

  private static List<String> answers(Rig rig, String question) {
    List<String> answers = new ArrayList<>();
    try (Connection connection = rig.database();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(question)) {
      while (rows.next()) {
        answers.add(row(rows));
      }
    } catch (SQLException e) {
      answers.add(question.strip() + ": " + e.getMessage());
    }
    return answers;
  }

  private static String row(ResultSet row) throws SQLException {
    List<String> cells = new ArrayList<>();
    for (int column : IntStream.rangeClosed(1, row.getMetaData().getColumnCount()).toArray()) {
      cells.add(row.getMetaData().getColumnLabel(column) + "=" + row.getString(column));
    }
    return cells.stream().collect(Collectors.joining(" ", "  ", ""));
  }
}
