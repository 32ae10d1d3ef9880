package io.callstream.gateway.stats;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures over calls.
 *
 * @param answerRate share of answered and transferred among those that have ended, 0 to 1; null
 *     when none has
 * @param averageDurationMs of those that have a duration
 * @param cost in cents
 * @param latencyMs of the calls' median end-to-end latencies
 */
record CallStats(
    Instant since,
    Instant until,
    long calls,
    @Nullable Double answerRate,
    @Nullable Long averageDurationMs,
    Cost cost,
    Latencies latencyMs,
    Map<String, Long> byStatus,
    Map<String, Long> byOutcome,
    Map<String, Long> byReason,
    List<Agent> byAgent,
    List<Hour> byHour) {

  /** Cents; the average is of the calls that have a cost. */
  record Cost(BigDecimal total, @Nullable BigDecimal average) {}

  /** Null stands for calls of an agent that nobody named. */
  record Agent(@Nullable String agentId, long calls, long answered) {}

  /** By the hour in which they were requested. */
  record Hour(Instant hour, long calls, long answered) {}
}
