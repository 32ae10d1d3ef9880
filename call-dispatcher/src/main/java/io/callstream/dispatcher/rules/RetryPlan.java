package io.callstream.dispatcher.rules;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.Outcome;
import io.callstream.contracts.RetryRule;
import io.callstream.retell.ending.DisconnectionReasons;
import io.callstream.retell.ending.RetryClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a person is called again after a call that Retell said is over (MECHANISMS.md C3). An end
 * that we assume is never followed by a call.
 *
 * @param rules the first that names the end counts
 * @param maxAttempts of the request that count, the first one included
 */
public record RetryPlan(List<CampaignRules.Again> rules, int maxAttempts) {

  /**
   * Refusals for want of room: nobody was reached for, so they use up no attempt, and need no rule.
   */
  private static final Set<String> CAPACITY =
      Set.of("concurrency_limit_reached", "telephony_provider_unavailable");

  /** So many attempts in all, refusals for want of room included. */
  private static final int ATTEMPTS_EVER = 400;

  private static final Backoff CAPACITY_WAIT =
      new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(30));

  /** What follows an end. */
  public sealed interface Next {

    /**
     * Another attempt.
     *
     * @param spent attempts that count, so far
     */
    record Again(Duration delay, int spent) implements Next {}

    /** None; the request is over. */
    record Over() implements Next {}
  }

  /** Of a campaign. */
  public static RetryPlan of(CampaignRules rules) {
    return new RetryPlan(rules.retry(), rules.maxAttempts());
  }

  /** Of a single call that names a rule. */
  public static RetryPlan of(RetryRule rule) {
    return new RetryPlan(
        List.of(new CampaignRules.Again(rule.on(), rule.delayS())), rule.maxAttempts());
  }

  /**
   * What follows.
   *
   * @param attempt of the call that ended, counted from 1
   * @param spentBefore attempts that counted before it
   * @param reason Retell's; a new one is never followed by a call
   */
  public Next after(int attempt, int spentBefore, @Nullable String reason) {
    var known = reason == null ? Optional.<RetryClass>empty() : classOf(reason);
    boolean possible =
        known.filter(c -> c == RetryClass.LATER || c == RetryClass.SOON).isPresent()
            && attempt < ATTEMPTS_EVER;
    if (reason == null || !possible) {
      return new Next.Over();
    }
    if (CAPACITY.contains(reason)) {
      int refusedBefore = Math.max(0, attempt - 1 - spentBefore);
      return new Next.Again(CAPACITY_WAIT.after(refusedBefore), spentBefore);
    }
    int spent = spentBefore + 1;
    return rules.stream()
        .filter(rule -> rule.on().contains(reason) || rule.on().contains(outcomeOf(reason)))
        .findFirst()
        .filter(_ -> spent < maxAttempts)
        .<Next>map(rule -> new Next.Again(Duration.ofSeconds(rule.delayS()), spent))
        .orElseGet(Next.Over::new);
  }

  private static Optional<RetryClass> classOf(String reason) {
    return DisconnectionReasons.find(reason).map(row -> row.retry());
  }

  private static String outcomeOf(String reason) {
    return DisconnectionReasons.find(reason)
        .map(row -> row.outcome())
        .orElse(Outcome.UNKNOWN)
        .wire();
  }
}
