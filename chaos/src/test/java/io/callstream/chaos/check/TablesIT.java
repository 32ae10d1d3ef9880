package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ledgers that a faulty dispatcher would have written: the checker must see each. */
class TablesIT {

  private static final String FIRST = "00000000-0000-5000-8000-000000000001";
  private static final String SECOND = "00000000-0000-5000-8000-000000000002";

  private final TestDatabase database = TestDatabases.create();
  private Connection superuser;

  @BeforeEach
  void makeTables() throws SQLException, IOException {
    superuser = database.connectAsSuperuser();
    run("create schema dispatch; create schema gateway; create table gateway.requests (n int)");
    run(
        Files.readString(
            Path.of("../call-dispatcher/src/main/resources/db/dispatch/V1__dial_ledger.sql")));
  }

  @AfterEach
  void drop() throws SQLException {
    superuser.close();
    database.close();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  private void insertCall(String state) throws SQLException {
    run(
        """
        insert into gateway.requests values (1);
        insert into dispatch.calls (call_id, request_id, to_number, from_number, variables, metadata,
            requested_at, due_at, expires_at, state, done_as, done_at)
          values ('%s', '%s', '+1', '+2', '{}', '{}', now(), now(), now(), '%s', %s)
        """
            .formatted(
                FIRST, FIRST, state, state.equals("done") ? "'ended', now()" : "null, null"));
  }

  private void insertDial(String id, String state, String more) throws SQLException {
    run(
        """
        insert into dispatch.dials (dial_id, call_id, request_id, to_number, state, gate_at, lease_until)
          values ('%s', '%s', '%s', '+1', '%s',
            timestamptz '2026-03-01' + interval '1 s' * (select count(*) from dispatch.dials), now());
        update dispatch.dials set %s where dial_id = '%s'
        """
            .formatted(id, FIRST, FIRST, state, more, id));
  }

  private Stream<Boolean> held() throws SQLException {
    return Stream.concat(
        Tables.atRest(superuser, 1).stream().map(Claim::holds),
        Stream.of(Tables.again(superuser).holds()));
  }

  @Test
  void oneDialAfterOneThatWasNotSentHolds() throws SQLException {
    insertCall("done");
    insertDial(FIRST, "not_sent", "ask_at = null");
    insertDial(SECOND, "abandoned", "unknown_at = now()");

    assertThat(held()).containsExactly(true, true, true);
  }

  @Test
  void aDialAfterOneThatMayHaveRungIsSeen() throws SQLException {
    insertCall("done");
    insertDial(FIRST, "abandoned", "unknown_at = now()");
    insertDial(SECOND, "rejected", "ask_at = null");

    assertThat(held()).containsExactly(true, true, false);
  }

  @Test
  void twoDialsOfOneInstantAreSeen() throws SQLException {
    insertCall("done");
    insertDial(FIRST, "abandoned", "unknown_at = now()");
    insertDial(SECOND, "rejected", "gate_at = (select min(gate_at) from dispatch.dials)");

    assertThat(held()).containsExactly(true, true, false);
    assertThat(Tables.together(superuser).broken()).isTrue();
    run("update dispatch.dials set to_number = '+2' where dial_id = '" + SECOND + "'");
    assertThat(Tables.together(superuser).atLeast(2).holds()).isTrue();
  }

  @Test
  void whatIsUnfinishedIsToldWithoutALookAtEverything() throws SQLException {
    run("create schema calls; create table calls.retell_calls (ended_at timestamptz)");
    insertCall("waiting");
    assertThat(Tables.unfinished(superuser, 1, 1)).isEqualTo("0 of 1 calls are done");

    run("update dispatch.calls set state = 'done', done_as = 'ended', done_at = now()");
    assertThat(Tables.unfinished(superuser, 1, 1)).isEqualTo("0 of 1 rows have ended");

    run("insert into calls.retell_calls values (now())");
    assertThat(Tables.unfinished(superuser, 1, 1)).isNull();
  }

  @Test
  void onlyCallsThatWaitAndAreDueAreCounted() throws SQLException {
    insertCall("waiting");
    assertThat(Tables.due(superuser)).isEqualTo(1);

    run("update dispatch.calls set due_at = now() + interval '1 hour'");
    assertThat(Tables.due(superuser)).isZero();

    run("update dispatch.calls set hold_code = 'restore_guard', hold_text = 'shut'");
    assertThat(Tables.due(superuser)).isEqualTo(1);

    run("update dispatch.calls set state = 'done', done_as = 'ended', done_at = now()");
    assertThat(Tables.due(superuser)).isZero();
  }

  @Test
  void aCallThatIsLeftWaitingIsSeen() throws SQLException {
    insertCall("waiting");

    assertThat(held()).containsExactly(true, false, true);
  }

  @Test
  void aDialThatIsLeftOpenIsSeen() throws SQLException {
    insertCall("done");
    insertDial(FIRST, "dialling", "ask_at = null");

    assertThat(held()).containsExactly(true, false, true);
  }

  @Test
  void aRequestTooManyIsSeen() throws SQLException {
    insertCall("done");
    run("insert into gateway.requests values (2)");

    assertThat(held()).containsExactly(false, true, true);
  }
}
