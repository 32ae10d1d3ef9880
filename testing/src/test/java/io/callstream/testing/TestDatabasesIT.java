package io.callstream.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestDatabasesIT {

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = TestDatabases.create();
  }

  @AfterAll
  static void drop() throws SQLException {
    database.close();
  }

  @Test
  void theLoginReplicatesAndIsNeitherSuperuserNorAboveRowPolicies() throws SQLException {
    assertThat(
            ask(
                database.connect(),
                "SELECT concat_ws(' ', rolcanlogin, rolreplication, rolsuper, rolbypassrls, rolcreatedb,"
                    + " rolcreaterole) FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("t t f f f f");
  }

  @Test
  void theLoginInheritsNothingAndMaySetEachRole() throws SQLException {
    assertThat(
            ask(
                database.connect(),
                "SELECT string_agg(concat_ws(' ', r.rolname, r.rolcanlogin, m.inherit_option, m.set_option,"
                    + " m.admin_option), ', ' ORDER BY r.rolname) FROM pg_auth_members m"
                    + " JOIN pg_roles r ON r.oid = m.roleid WHERE m.member = 'callstream'::regrole"))
        .isEqualTo(
            "callstream_dispatcher f f t f, callstream_gateway f f t f, callstream_owner f f t f,"
                + " callstream_projector f f t f, callstream_reader f f t f");
  }

  @Test
  void resetRoleReturnsToTheRoleOfThePool() throws SQLException {
    try (Connection session = database.connectAs("gateway");
        Statement sql = session.createStatement()) {
      sql.execute("SET ROLE callstream_dispatcher");
      sql.execute("RESET ROLE");
      try (ResultSet rows = sql.executeQuery("SELECT current_user, session_user")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("callstream_gateway");
        assertThat(rows.getString(2)).isEqualTo("callstream");
      }
    }
  }

  @Test
  void onlyTheOwnerMakesSchemas() throws SQLException {
    assertThatThrownBy(() -> run(database.connect(), "CREATE SCHEMA theirs"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> run(database.connectAs("gateway"), "CREATE SCHEMA theirs"))
        .hasMessageContaining("permission denied");
    run(database.connectAs("owner"), "CREATE SCHEMA theirs");
  }

  @Test
  void theServerStreamsItsLogAndSyncs() throws SQLException {
    assertThat(
            ask(
                database.connect(),
                "SELECT current_setting('wal_level') || ' ' || current_setting('fsync')"))
        .isEqualTo("logical on");
  }

  @Test
  void aWrongPasswordIsRefused() {
    TestDatabase guessed =
        new TestDatabase(database.name(), database.jdbcUrl(), database.user(), "guessed");
    assertThatThrownBy(guessed::connect).hasMessageContaining("password authentication failed");
  }

  @Test
  void droppingADatabaseFreesItsReplicationSlots() throws SQLException {
    TestDatabase other = TestDatabases.create();
    run(other.connect(), "SELECT pg_create_logical_replication_slot('left_over', 'pgoutput')");
    other.close();
    assertThat(ask(database.connect(), "SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
  }

  private static void run(Connection session, String sql) throws SQLException {
    try (session;
        Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection session, String sql) throws SQLException {
    try (session;
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
