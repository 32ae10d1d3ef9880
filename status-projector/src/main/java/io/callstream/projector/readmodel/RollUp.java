package io.callstream.projector.readmodel;

import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Field;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Of which kind a call is in {@code calls.rollups}: what calls are counted by. Pure.
 *
 * @param hour in which it was requested, such as {@code 2026-11-21T10:00Z}
 * @param latencyBucket of its median end-to-end latency; null when that is not known
 */
record RollUp(
    String hour,
    @Nullable String agentId,
    @Nullable UUID campaignId,
    String status,
    @Nullable String outcome,
    @Nullable String reason,
    @Nullable Integer latencyBucket) {

  private static final int UP_TO_THE_HOUR = "2026-11-21T10".length();

  /** Parts of a power of ten: neighbours are some 12 % apart. */
  private static final int BUCKETS_A_DECADE = 20;

  /**
   * What calls of one kind come to.
   *
   * @param calls may be negative, when calls are no longer of the kind
   * @param durations how many of them have one
   * @param costs how many of them have one
   * @param cost cents
   */
  record Sums(long calls, long durations, long durationMs, long costs, BigDecimal cost) {

    static final Sums NOTHING = new Sums(0, 0, 0, 0, BigDecimal.ZERO);

    static Sums of(CallRow row) {
      var duration = row.column(Field.DURATION_MS).map(JsonNode::longValue);
      var cost =
          row.column(Field.CALL_COST)
              .map(c -> c.path("combined_cost"))
              .filter(JsonNode::isNumber)
              .map(JsonNode::decimalValue);
      return new Sums(
          1,
          duration.isPresent() ? 1 : 0,
          duration.orElse(0L),
          cost.isPresent() ? 1 : 0,
          cost.orElse(BigDecimal.ZERO));
    }

    Sums plus(Sums more) {
      return new Sums(
          calls + more.calls,
          durations + more.durations,
          durationMs + more.durationMs,
          costs + more.costs,
          cost.add(more.cost));
    }

    Sums negated() {
      return new Sums(-calls, -durations, -durationMs, -costs, cost.negate());
    }

    boolean isNothing() {
      return calls == 0 && durations == 0 && durationMs == 0 && costs == 0 && cost.signum() == 0;
    }
  }

  static RollUp of(CallRow row) {
    var requestedAt = text(row, Field.REQUESTED_AT).orElseThrow();
    var standing = row.standing();
    return new RollUp(
        requestedAt.substring(0, UP_TO_THE_HOUR) + ":00Z",
        text(row, Field.AGENT_ID).orElse(null),
        text(row, Field.CAMPAIGN_ID).map(UUID::fromString).orElse(null),
        standing.status().wire(),
        standing.outcome() == null ? null : standing.outcome().wire(),
        text(row, Field.DISCONNECTION_REASON).orElse(null),
        row.column(Field.LATENCY).flatMap(RollUp::bucket).orElse(null));
  }

  private static Optional<String> text(CallRow row, Field field) {
    return row.column(field).map(JsonNode::asString);
  }

  private static Optional<Integer> bucket(JsonNode latency) {
    return Optional.of(latency.path("e2e").path("p50"))
        .filter(JsonNode::isNumber)
        .map(JsonNode::doubleValue)
        .filter(ms -> ms >= 1 && ms <= Integer.MAX_VALUE)
        .map(ms -> (int) Math.floor(BUCKETS_A_DECADE * Math.log10(ms)));
  }
}
