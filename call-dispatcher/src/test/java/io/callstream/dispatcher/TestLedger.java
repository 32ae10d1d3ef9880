package io.callstream.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.guard.RestoreGuard;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.ControlLocks;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.dispatcher.ledger.RequestBook;
import io.callstream.dispatcher.ledger.Signals;
import io.callstream.dispatcher.ledger.Waits;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.environment.Environment;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * The ledger on a real database, without the service around it. Its clock is the database's, so a
 * test that needs time to pass moves everything the ledger holds into the past.
 */
public final class TestLedger implements AutoCloseable {

  public static final Duration PATIENCE = StandInGateway.PATIENCE;

  private static final UUID SENDER = UUID.randomUUID();

  private static final String OPEN_DIALS =
      """
      select (o.unanswered, o.open)::text || ' counted, there are '
             || (select (count(*) filter (where state = 'dialling'), count(*))::text
                   from dispatch.dials where state in ('dialling', 'unknown', 'placed'))
        from dispatch.open_dials o
      """;

  private static final String CALLS_MISCOUNTED =
      """
      select count(*) from (
        select campaign_id from (
          select campaign_id, dispatch.counts_as_call(state, end_reason)::bigint as n
            from dispatch.dials where campaign_id is not null
          union all
          select campaign_id, -n from dispatch.all_tallies where category = '#calls') c
         group by campaign_id having sum(n) <> 0) miscounted
      """;

  private static final String PEOPLE_MISCOUNTED =
      """
      with there as (
        select campaign_id, dispatch.category(state, hold_code, placed, done_as, end_status) as category,
               dispatch.hold_of(state, hold_code) as hold, count(*) as n
          from dispatch.calls where campaign_id is not null and not retried group by 1, 2, 3),
      counted as (
        select campaign_id, category, hold, n from dispatch.all_tallies
         where n <> 0 and left(category, 1) <> '#')
      select coalesce(string_agg(concat_ws(' ', category, hold, counted.n, 'counted, there are', there.n), ', '), 'none')
        from counted full join there using (campaign_id, category, hold)
       where counted.n is distinct from there.n
      """;

  public final TestDatabase database = TestDatabases.create();
  public final StandInGateway gateway;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HikariDataSource gatePool;
  private final HikariDataSource workPool;
  private final LedgerParts parts;
  private final DispatcherSettings settings;
  private final JdbcClient owner;

  /** With these settings in place of the usual ones, names and values in turn. */
  public TestLedger(String... differing) {
    var environment = new HashMap<>(database.environment());
    environment.put("RETELL_API_KEY", "key");
    environment.put("RETELL_BASE_URL", "http://127.0.0.1:1");
    // Steps of a test lie between a gate and its create.
    environment.put("DIAL_WRITE_LIMIT", "20s");
    for (int i = 0; i < differing.length; i += 2) {
      environment.put(differing[i], differing[i + 1]);
    }
    var where = DatabaseSettings.from(Environment.of(environment));
    settings = DispatcherSettings.from(Environment.of(environment), SENDER);
    try {
      Migrations.migrate(where, "outbox");
      Migrations.migrate(where, "dispatch");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    gateway = StandInGateway.in(database);
    gatePool = Pools.openByKey(where, "callstream_dispatcher", "gate", 10, Duration.ofSeconds(20));
    workPool = Pools.openByKey(where, "callstream_dispatcher", "work", 20, Duration.ofSeconds(30));
    parts = LedgerParts.on(workPool, settings, new Alerts(meters));
    owner = JdbcClient.create(as("owner"));
    reset();
  }

  public Ledger ledger() {
    return parts.ledger();
  }

  public RequestBook requests() {
    return parts.requests();
  }

  public Questions questions() {
    return parts.questions();
  }

  public ControlLocks control() {
    return parts.control();
  }

  public Signals signals() {
    return parts.signals();
  }

  public RestoreGuard guard() {
    return parts.guard();
  }

  public JdbcClient gateClient() {
    return JdbcClient.create(gatePool);
  }

  public TransactionTemplate gateTransactions() {
    return LedgerParts.transactions(gatePool);
  }

  public JdbcClient workClient() {
    return parts.database();
  }

  public TransactionTemplate transactions() {
    return LedgerParts.transactions(workPool);
  }

  public Settings gateSettings() {
    return new Settings(settings.gate());
  }

  public Waits waits() {
    return settings.waits();
  }

  /** The gate's settings. */
  public record Settings(io.callstream.dispatcher.gate.GateSettings gate) {}

  /** As the owner of the tables, whom nothing stops. */
  public JdbcClient owner() {
    return owner;
  }

  /** As the gateway sees it. */
  public JdbcClient asGateway() {
    return JdbcClient.create(as("gateway"));
  }

  /** Everything as after the first start. */
  public void reset() {
    dialsAreCountedRight();
    run(
        "truncate dispatch.calls, dispatch.dials, dispatch.numbers, dispatch.pending,"
            + " dispatch.signals, dispatch.campaigns, dispatch.deltas, dispatch.tallies,"
            + " dispatch.providers, dispatch.from_numbers,"
            + " outbox.messages");
    run("update dispatch.budget set next_dial_at = '-infinity', ramp_from = null, pass = 0");
    run(
        "update dispatch.line set unknowns = 0, rest_until = null, well_at = null, throttles = 0,"
            + " backoff_until = null, shut_at = null, shut_reason = null");
    run("update dispatch.line_hold set code = null, text = null, until = null");
    run(
        "update dispatch.guard set system_identifier = null, timeline_id = null, guard_id = null,"
            + " reason = null, shut_at = null, releasable_at = null, heartbeat_at = now()");
    run("update dispatch.pace set next_at = '-infinity'");
    run("truncate gateway.requests, gateway.campaigns, gateway.suppressions");
    run(
        "update gateway.control set stopped = false, line_reopened_at = null, guard_released = null");
    guard().look();
    guard().readBack(guard().databaseStart());
  }

  public void run(String sql) {
    owner.sql(sql).update();
  }

  /** Lets time pass: every moment in the ledger lies so much further back. */
  public void pass(Duration time) {
    for (var table :
        List.of("calls", "dials", "numbers", "budget", "line", "guard", "pending", "pace")) {
      var columns =
          owner
              .sql(
                  """
                  select column_name || ' = ' || column_name || ' - interval ''%d ms'''
                    from information_schema.columns
                   where table_schema = 'dispatch' and table_name = :table
                     and data_type = 'timestamp with time zone'
                  """
                      .formatted(time.toMillis()))
              .param("table", table)
              .query((row, _) -> row.getString(1))
              .list();
      run("update dispatch." + table + " set " + String.join(", ", columns));
    }
  }

  /** A call that is due, to a number of its own or a given one. */
  public static PlaceCall call(String toNumber) {
    var id = UUID.randomUUID();
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new PlaceCall(
        id,
        id,
        1,
        null,
        toNumber,
        "+12125550100",
        null,
        Map.of("name", "Ada"),
        Json.mapper().createObjectNode().put("order", 7),
        now.minusSeconds(60),
        now.plus(Duration.ofHours(1)),
        "admin",
        now);
  }

  /** Takes calls in. */
  public void place(PlaceCall... calls) {
    transactions().executeWithoutResult(_ -> requests().place(Arrays.asList(calls)));
  }

  public String callState(PlaceCall call) {
    return text("select state from dispatch.calls where call_id = '" + call.callId() + "'");
  }

  public String dialState(UUID dialId) {
    return text("select state from dispatch.dials where dial_id = '" + dialId + "'");
  }

  /** A single value, or {@code null} as a word. */
  public String text(String sql) {
    return owner
        .sql(sql)
        .query((row, _) -> String.valueOf(row.getObject(1)))
        .optional()
        .orElse("no row");
  }

  /** The one hold of a call as code, or {@code none}. */
  public String hold(PlaceCall call) {
    return asGateway()
        .sql("select code from dispatch.api_holds where call_id = :id")
        .param("id", call.callId())
        .query((row, _) -> row.getString(1))
        .optional()
        .orElse("none");
  }

  /** What was said of a call, oldest first. */
  public List<JsonNode> said(PlaceCall call) {
    return owner
        .sql(
            """
            select value from outbox.messages
             where topic = 'dispatch-signals' and key = :key order by id
            """)
        .param("key", call.callId().toString())
        .query((row, _) -> Json.tree(row.getBytes(1)))
        .list();
  }

  /** The same as words: type, source and error code. */
  public List<String> saidInShort(PlaceCall call) {
    return said(call).stream()
        .map(signal ->
            String.join(
                " ",
                List.of("type", "source", "error_code", "late").stream()
                    .filter(signal::hasNonNull)
                    .map(name -> word(name, signal.get(name)))
                    .filter(word -> !word.isEmpty())
                    .toList()))
        .toList();
  }

  /** How often an alert was raised. */
  public double alerts(Alerts.Kind kind) {
    return meters
        .counter(
            "callstream.dispatcher.alerts", "kind", kind.name().toLowerCase(java.util.Locale.ROOT))
        .count();
  }

  private static String word(String name, JsonNode value) {
    return name.equals("late") ? value.booleanValue() ? "late" : "" : value.stringValue();
  }

  private DriverManagerDataSource as(String role) {
    var source =
        new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
    var properties = new Properties();
    properties.setProperty("options", "-c role=callstream_" + role);
    source.setConnectionProperties(properties);
    return source;
  }

  @Override
  public void close() throws SQLException {
    try {
      dialsAreCountedRight();
    } finally {
      gatePool.close();
      workPool.close();
      database.close();
    }
  }

  /** What the gates go by is what the dials themselves say; asked after every test. */
  private void dialsAreCountedRight() {
    assertThat(text(OPEN_DIALS))
        .as("dials unanswered and open")
        .matches("(.+) counted, there are \\1");
    assertThat(text(CALLS_MISCOUNTED)).as("campaigns whose calls are miscounted").isEqualTo("0");
    assertThat(text(PEOPLE_MISCOUNTED)).as("people who are miscounted").isEqualTo("none");
  }
}
