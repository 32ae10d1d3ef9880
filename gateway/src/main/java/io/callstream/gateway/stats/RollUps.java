package io.callstream.gateway.stats;

import io.callstream.gateway.database.Neighbours;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the projector's sums: hours, never calls. */
@Component
class RollUps {

  private static final String ASK =
      """
      select grouping(status, outcome, disconnection_reason, agent_id, hour, latency_bucket) as which,
             status, outcome, disconnection_reason, agent_id, hour, latency_bucket,
             sum(calls) as calls,
             coalesce(sum(calls) filter (where outcome in ('answered', 'transferred')), 0) as answered,
             coalesce(sum(calls) filter (where outcome is not null), 0) as ended,
             sum(durations) as durations, sum(duration_ms) as duration_ms,
             sum(costs) as costs, sum(cost) as cost
        from calls.api_rollups
       where hour >= :since and hour < :until
         and (:agent::text is null or agent_id = :agent::text)
         and (:campaign::uuid is null or campaign_id = :campaign::uuid)
       group by grouping sets
         ((), (status), (outcome), (disconnection_reason), (agent_id), (hour), (latency_bucket))
      having sum(calls) <> 0
          or grouping(status, outcome, disconnection_reason, agent_id, hour, latency_bucket) = 63
      """;

  private static final int LISTED_MAX = 1_000;

  private final JdbcClient jdbc;

  RollUps(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * By what a line of the answer counts: PostgreSQL's {@code grouping()}, a bit for each left out.
   */
  private enum Which {
    ALL(0b111111),
    STATUS(0b011111),
    OUTCOME(0b101111),
    REASON(0b110111),
    AGENT(0b111011),
    HOUR(0b111101),
    LATENCY(0b111110);

    private final int bits;

    Which(int bits) {
      this.bits = bits;
    }
  }

  private record Line(
      int which,
      @Nullable String status,
      @Nullable String outcome,
      @Nullable String reason,
      @Nullable String agentId,
      @Nullable OffsetDateTime hour,
      @Nullable Integer bucket,
      long calls,
      long answered,
      long ended,
      Sums sums) {

    static Line of(ResultSet row, int number) throws SQLException {
      return new Line(
          row.getInt("which"),
          row.getString("status"),
          row.getString("outcome"),
          row.getString("disconnection_reason"),
          row.getString("agent_id"),
          row.getObject("hour", OffsetDateTime.class),
          row.getObject("latency_bucket", Integer.class),
          row.getLong("calls"),
          row.getLong("answered"),
          row.getLong("ended"),
          Sums.of(row));
    }
  }

  private record Sums(long durations, long durationMs, long costs, BigDecimal cost) {

    static Sums of(ResultSet row) throws SQLException {
      var cost = row.getBigDecimal("cost");
      return new Sums(
          row.getLong("durations"),
          row.getLong("duration_ms"),
          row.getLong("costs"),
          cost == null ? BigDecimal.ZERO : cost);
    }
  }

  /** The figures; nothing but zeros while the projector's schema is not there. */
  CallStats stats(StatsFilter filter) {
    List<Line> lines =
        Neighbours.ask(
            () ->
                jdbc.sql(ASK)
                    .param("since", filter.since().atOffset(ZoneOffset.UTC))
                    .param("until", filter.until().atOffset(ZoneOffset.UTC))
                    .param("agent", filter.agentId())
                    .param("campaign", filter.campaignId())
                    .query(Line::of)
                    .list(),
            List.of());
    var all = lines(lines, Which.ALL).stream().findFirst().orElseGet(RollUps::nothing);
    var sums = all.sums();
    return new CallStats(
        filter.since(),
        filter.until(),
        all.calls(),
        all.ended() == 0 ? null : (double) all.answered() / all.ended(),
        sums.durations() == 0 ? null : Math.round((double) sums.durationMs() / sums.durations()),
        cost(sums),
        Latencies.of(latencies(lines)),
        counts(lines(lines, Which.STATUS), Line::status),
        counts(lines(lines, Which.OUTCOME), Line::outcome),
        counts(lines(lines, Which.REASON), Line::reason),
        agents(lines(lines, Which.AGENT)),
        hours(lines(lines, Which.HOUR)));
  }

  private static Line nothing() {
    return new Line(
        0, null, null, null, null, null, null, 0, 0, 0, new Sums(0, 0, 0, BigDecimal.ZERO));
  }

  private static CallStats.Cost cost(Sums sums) {
    var average =
        sums.costs() == 0
            ? null
            : sums.cost().divide(BigDecimal.valueOf(sums.costs()), 4, RoundingMode.HALF_UP);
    return new CallStats.Cost(sums.cost(), average);
  }

  private static List<Line> lines(List<Line> lines, Which which) {
    return lines.stream().filter(line -> line.which() == which.bits).toList();
  }

  private static Map<Integer, Long> latencies(List<Line> lines) {
    return lines(lines, Which.LATENCY).stream()
        .filter(line -> line.bucket() != null)
        .collect(Collectors.toMap(Line::bucket, Line::calls));
  }

  /** The most first; calls without the value are left out. */
  private static Map<String, Long> counts(List<Line> lines, Function<Line, @Nullable String> name) {
    var counts = new LinkedHashMap<String, Long>();
    lines.stream()
        .filter(line -> name.apply(line) != null)
        .sorted(Comparator.comparingLong(Line::calls).reversed())
        .limit(LISTED_MAX)
        .forEach(line -> counts.put(String.valueOf(name.apply(line)), line.calls()));
    return counts;
  }

  private static List<CallStats.Agent> agents(List<Line> lines) {
    return lines.stream()
        .sorted(Comparator.comparingLong(Line::calls).reversed())
        .limit(LISTED_MAX)
        .map(line -> new CallStats.Agent(line.agentId(), line.calls(), line.answered()))
        .toList();
  }

  private static List<CallStats.Hour> hours(List<Line> lines) {
    return lines.stream()
        .flatMap(line ->
            line.hour() == null
                ? java.util.stream.Stream.empty()
                : java.util.stream.Stream.of(
                    new CallStats.Hour(line.hour().toInstant(), line.calls(), line.answered())))
        .sorted(Comparator.comparing(CallStats.Hour::hour))
        .toList();
  }
}
