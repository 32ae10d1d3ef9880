package io.callstream.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a campaign's people are called under: kept by the gateway, obeyed by the gate.
 *
 * @param agentId null for the agent bound to the number
 * @param fromNumbers E.164; taken in turn
 * @param retry the first rule that names an end counts
 * @param maxAttempts for each person
 * @param minGapS seconds between two calls of anybody to the same number
 * @param dailyCap calls of anybody to the same number within 24 hours; null for no cap
 * @param concurrency calls of this campaign at a time; null for no limit of its own
 * @param perSecond dials of this campaign; null for no limit of its own
 * @param weight its share against other campaigns
 * @param startAt nobody is called before
 * @param endAt nobody is called at or after
 * @param expiresAfterS seconds that a person waits, once their turn is near, before the wish lapses
 * @param variables for those that a recipient lacks
 */
public record CampaignRules(
    @Nullable String agentId,
    List<String> fromNumbers,
    CampaignWindow window,
    List<Again> retry,
    int maxAttempts,
    long minGapS,
    @Nullable Integer dailyCap,
    @Nullable Integer concurrency,
    @Nullable BigDecimal perSecond,
    int weight,
    @Nullable Instant startAt,
    @Nullable Instant endAt,
    long expiresAfterS,
    Budget budget,
    Map<String, String> variables) {

  /**
   * After which ends a person is called again.
   *
   * @param on outcomes or Retell's reasons
   * @param delayS seconds from the end to the next attempt
   */
  public record Again(List<String> on, long delayS) {}

  /**
   * What a campaign may use up; null for no limit.
   *
   * @param calls that may have rung
   * @param minutes of talk; a call that goes on counts as long as it may last
   */
  public record Budget(@Nullable Long calls, @Nullable Long minutes) {}
}
