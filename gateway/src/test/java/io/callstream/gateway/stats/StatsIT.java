package io.callstream.gateway.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures over HTTP, from the sums and from what is not in them yet. */
class StatsIT {

  private static final String STATS = "/api/v1/calls/stats";
  private static final String DAY = "since=2026-11-21T00:00:00Z&until=2026-11-22T00:00:00Z";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    assertThat(gateway.get(STATS).json().path("calls").intValue())
        .as("before the projector was there")
        .isZero();
    db.addProjector();
    sums(
        "rollups",
        "09:00",
        "agent_1",
        "completed",
        "'answered'",
        "'user_hangup'",
        "60",
        6,
        60_000,
        12);
    sums("rollups", "10:00", "agent_1", "failed", "'busy'", "'dial_busy'", "null", 3, 0, 0);
    sums("rollups", "10:00", "agent_2", "initiated", "null", "null", "null", 2, 0, 0);
    sums("rollup_changes", "10:00", "agent_2", "initiated", "null", "null", "null", -1, 0, 0);
    sums(
        "rollup_changes",
        "10:00",
        "agent_2",
        "completed",
        "'transferred'",
        "'call_transfer'",
        "80",
        1,
        20_000,
        3);
    none();
  }

  /** Every call of a kind may have become one of another, in an hour or for good. */
  private static void none() {
    for (var table : new String[] {"rollups", "rollup_changes"}) {
      int calls = table.equals("rollups") ? 2 : -2;
      sums(
          table, "11:00", "agent_3", "ringing", "'declined'", "'user_declined'", "70", calls, 0, 0);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void everyFigureIsTheSumOfBoth() {
    var stats = gateway.get(STATS + "?" + DAY).json();

    assertThat(stats.path("calls").intValue()).isEqualTo(11);
    assertThat(stats.path("answer_rate").doubleValue()).isEqualTo(0.7);
    assertThat(stats.path("average_duration_ms").intValue()).isEqualTo(11_429);
    assertThat(stats.at("/cost/total").decimalValue()).isEqualByComparingTo("15");
    assertThat(stats.at("/latency_ms/p50").intValue()).isEqualTo(1_059);
    assertThat(stats.at("/latency_ms/p99").intValue()).isEqualTo(10_593);
    assertThat(stats.path("by_status").toString())
        .isEqualTo("{\"completed\":7,\"failed\":3,\"initiated\":1}");
    assertThat(stats.path("by_outcome").toString())
        .isEqualTo("{\"answered\":6,\"busy\":3,\"transferred\":1}");
    assertThat(stats.path("by_reason").size()).isEqualTo(3);
    assertThat(stats.path("by_agent").toString())
        .isEqualTo(
            "[{\"agent_id\":\"agent_1\",\"calls\":9,\"answered\":6},"
                + "{\"agent_id\":\"agent_2\",\"calls\":2,\"answered\":1}]");
    assertThat(stats.path("by_hour").toString())
        .isEqualTo(
            "[{\"hour\":\"2026-11-21T09:00:00.000Z\",\"calls\":6,\"answered\":6},"
                + "{\"hour\":\"2026-11-21T10:00:00.000Z\",\"calls\":5,\"answered\":1}]");
  }

  @Test
  void filtersNarrowThem() {
    assertThat(gateway.get(STATS + "?agent_id=agent_2&" + DAY).json().path("calls").intValue())
        .isEqualTo(2);
    assertThat(
            gateway
                .get(STATS + "?since=2026-11-21T10:00:00Z&until=2026-11-21T11:00:00Z")
                .json()
                .path("calls")
                .intValue())
        .isEqualTo(5);
    var none =
        gateway.get(STATS + "?campaign_id=0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a001&" + DAY).json();
    assertThat(none.path("calls").intValue()).isZero();
    assertThat(none.path("answer_rate").isNull()).isTrue();
    assertThat(none.path("by_status").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"since=yesterday", "campaign_id=1", "status=failed", "since=2001-01-01T00:00:00Z"})
  void whatCannotBeReadIsRefused(String query) {
    assertThat(gateway.get(STATS + "?" + query).isProblem(400)).isNotNull();
  }

  private static void sums(
      String table,
      String hour,
      String agent,
      String status,
      String outcome,
      String reason,
      String bucket,
      int calls,
      int durationMs,
      int cost) {
    int known = durationMs == 0 ? 0 : calls;
    db.run(
        "insert into calls."
            + table
            + " (hour, agent_id, status, outcome, disconnection_reason, latency_bucket, calls,"
            + " durations, duration_ms, costs, cost) values ('2026-11-21 "
            + hour
            + "+00', '"
            + agent
            + "', '"
            + status
            + "', "
            + String.join(", ", outcome, reason, bucket)
            + ", ?, ?, ?, ?, ?)",
        calls,
        known,
        durationMs,
        known,
        cost);
  }
}
