package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees calls, and who writes them (CONTRACT.md, "Database roles"). */
class RowLevelSecurityIT {

  private static final String DENIED = "42501";

  private static Rig rig;
  private static final UUID CALL_ID = UUID.randomUUID();

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @BeforeEach
  void makeOneCall() {
    rig.clear();
    var call = ours(CALL_ID, "call_1", "ended");
    rig.batch(Records.request(Records.placeCall(CALL_ID)));
    rig.batch(Records.webhook("call_ended", over(call, "user_hangup", T0, T0.plusSeconds(9))));
  }

  @AfterAll
  static void close() throws Exception {
    rig.close();
  }

  @Test
  void everyTableOfTheSchemaHasItEnabledAndForced() {
    var tables =
        rig.look(
            """
            select jsonb_build_array(relname, relrowsecurity, relforcerowsecurity) from pg_class
             where relnamespace = 'calls'::regnamespace and relkind = 'r'
               and relname <> 'flyway_history' order by relname
            """);

    assertThat(tables.toString())
        .isEqualTo(
            "[[\"aliases\",true,true], [\"facts\",true,true], [\"mapping\",true,true],"
                + " [\"merged\",true,true], [\"offsets\",true,true], [\"older_rows\",true,true],"
                + " [\"rebuilds\",true,true], [\"rebuilt_calls\",true,true],"
                + " [\"rebuilt_changes\",true,true], [\"rebuilt_facts\",true,true],"
                + " [\"rebuilt_offsets\",true,true], [\"retell_calls\",true,true],"
                + " [\"rollup_changes\",true,true], [\"rollups\",true,true],"
                + " [\"sweeps\",true,true]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retell_calls",
        "aliases",
        "merged",
        "facts",
        "offsets",
        "api_calls",
        "api_timeline"
      })
  void plainLoginSeesNothing(String table) throws SQLException {
    try (var session = rig.database.connect()) {
      assertDenied(session, "select count(*) from calls." + table);
    }
  }

  @Test
  void plainLoginWithTheGrantsOfAReaderStillSeesNoRow() throws SQLException {
    try (var superuser = rig.database.connectAsSuperuser();
        var session = rig.database.connect();
        var statement = superuser.createStatement()) {
      statement.execute("grant usage on schema calls to callstream");
      statement.execute("grant select on calls.retell_calls to callstream");
      try {
        assertThat(count(session, "calls.retell_calls")).isZero();
      } finally {
        statement.execute("revoke select on calls.retell_calls from callstream");
        statement.execute("revoke usage on schema calls from callstream");
      }
    }
  }

  @Test
  void readerSeesAllRowsAndWritesNone() throws SQLException {
    try (var session = rig.database.connectAs("reader")) {
      assertThat(count(session, "calls.retell_calls")).isEqualTo(1);
      assertThat(count(session, "calls.facts")).isEqualTo(2);
      assertThat(count(session, "calls.aliases")).isEqualTo(1);
      assertDenied(session, "delete from calls.retell_calls");
      assertDenied(session, "select * from calls.ended(array[]::uuid[])");
      assertDenied(session, "select * from calls.known(array[]::uuid[])");
    }
  }

  @Test
  void ownerItselfIsBound() throws SQLException {
    try (var session = rig.database.connectAs("owner");
        var statement = session.createStatement()) {
      assertThat(statement.executeUpdate("update calls.retell_calls set version = 0")).isZero();
      assertThat(statement.executeUpdate("delete from calls.facts")).isZero();
      assertThatThrownBy(
              () -> statement.execute("insert into calls.aliases values ('x', gen_random_uuid())"))
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void gatewaySeesAllThroughTheViewsAndFunctionsAlone() throws SQLException {
    try (var session = rig.database.connectAs("gateway")) {
      assertThat(count(session, "calls.api_calls")).isEqualTo(1);
      assertThat(count(session, "calls.api_timeline")).isEqualTo(2);
      assertThat(count(session, "calls.api_aliases")).isEqualTo(1);
      var ids = "(array['" + CALL_ID + "', '" + UUID.randomUUID() + "']::uuid[])";
      assertThat(count(session, "calls.ended" + ids)).isEqualTo(1);
      assertThat(count(session, "calls.known" + ids)).isEqualTo(1);
      assertDenied(session, "select count(*) from calls.retell_calls");
    }
  }

  @Test
  void dispatcherSeesNoneOfIt() throws SQLException {
    try (var session = rig.database.connectAs("dispatcher")) {
      assertDenied(session, "select count(*) from calls.api_calls");
      assertDenied(session, "select * from calls.ended(array[]::uuid[])");
    }
  }

  @Test
  void endedAndKnownAreToldApart() throws SQLException {
    var waiting = UUID.randomUUID();
    rig.batch(Records.request(Records.placeCall(waiting)));
    var unasked = UUID.randomUUID();
    var call = ours(unasked, "call_2", "ended");
    rig.batch(Records.webhook("call_ended", over(call, "user_hangup", T0, T0.plusSeconds(9))));

    try (var session = rig.database.connectAs("gateway")) {
      var both = "(array['" + waiting + "', '" + unasked + "']::uuid[])";
      assertThat(only(session, "select * from calls.known" + both)).isEqualTo(waiting.toString());
      assertThat(only(session, "select * from calls.ended" + both)).isEqualTo(unasked.toString());
    }
  }

  private static void assertDenied(Connection session, String sql) {
    assertThatThrownBy(() -> session.createStatement().execute(sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(DENIED));
  }

  private static long count(Connection session, String from) throws SQLException {
    return Long.parseLong(only(session, "select count(*) from " + from));
  }

  private static String only(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      var value = rows.getString(1);
      assertThat(rows.next()).as("one row").isFalse();
      return value;
    }
  }
}
