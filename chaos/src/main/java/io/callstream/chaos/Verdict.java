package io.callstream.chaos;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.CampaignLoad;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.chaos.nemesis.Schedule;
import io.callstream.chaos.nemesis.Strike;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a run, on one page.
 *
 * @param settled how long the system took to come to rest, or was given
 * @param trouble parts that ended by themselves or never came back, and what the rig could not do
 */
public record Verdict(
    Plan plan,
    Schedule schedule,
    List<Claim> claims,
    Duration settled,
    List<String> trouble,
    Seen seen) {

  /** SIGTERM to the end of the process (issue: exit p99). */
  private static final Duration STOP_MAX = Duration.ofSeconds(45);

  /** A kind of which fewer were planned may have had bad luck. */
  private static final int PLANNED_MIN = 3;

  /**
   * What load and nemesis have seen.
   *
   * @param struck strikes that had an effect
   * @param lostAnswers creates that reached the provider and whose answer a strike took
   * @param interrupted before the load was done and the system at rest
   */
  public record Seen(
      CallLoad calls,
      CampaignLoad campaign,
      WebhookLoad webhooks,
      List<Strike> struck,
      List<Duration> stops,
      long lostAnswers,
      boolean interrupted) {

    /** The shortest time that 99 of 100 stops did not exceed. */
    Duration longStop() {
      List<Duration> sorted = stops.stream().sorted().toList();
      return sorted.isEmpty()
          ? Duration.ZERO
          : sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    }
  }

  /** Whether it came to its end, every claim holds and every part did. */
  public boolean passed() {
    return !seen.interrupted() && nothingWrong();
  }

  /** Whether nothing is wrong, as far as it came. */
  public boolean nothingWrong() {
    return trouble.isEmpty()
        && claims.stream().allMatch(Claim::holds)
        && (seen.interrupted() || neverStruck().isEmpty())
        && seen.longStop().compareTo(STOP_MAX) <= 0;
  }

  /** Kinds of faults that this run was to show and did not: it says nothing about them. */
  private List<String> neverStruck() {
    Set<Class<?>> struck =
        seen.struck().stream().map(Object::getClass).collect(Collectors.toUnmodifiableSet());
    return schedule.strikes().stream()
        .map(Schedule.Timed::strike)
        .collect(Collectors.groupingBy(Object::getClass))
        .values()
        .stream()
        .filter(kind -> kind.size() >= PLANNED_MIN && !struck.contains(kind.getFirst().getClass()))
        .map(kind ->
            "%d strikes of the kind %s, none came off"
                .formatted(kind.size(), kind.getFirst().getClass().getSimpleName()))
        .sorted()
        .toList();
  }

  private String word() {
    if (seen.interrupted() && nothingWrong()) {
      return "INTERRUPTED, nothing wrong so far";
    }
    return nothingWrong() ? "PASSED" : "FAILED";
  }

  /** The page. */
  public String page() {
    return "%ncallstream chaos: %s, seed %d%n%n".formatted(word(), plan.seed())
        + "  system    %s%n".formatted(plan.topology())
        + calls()
        + campaign()
        + webhooks()
        + "  faults    struck %d of %d: %s%n"
            .formatted(seen.struck().size(), schedule.strikes().size(), faults())
        + "  crashes   at %s%n".formatted(points())
        + "  lost      %d answers to creates, by the strikes that wait for them%n"
            .formatted(seen.lostAnswers())
        + "  stops     %d by SIGTERM, p99 %.1f s%n"
            .formatted(seen.stops().size(), seen.longStop().toMillis() / 1000.0)
        + rest()
        + claims.stream().map(Claim::lines).collect(Collectors.joining())
        + fails(trouble)
        + fails(seen.interrupted() ? List.of() : neverStruck())
        + "%n  again: %s%n".formatted(plan.command());
  }

  private String rest() {
    return seen.interrupted()
        ? "  at rest   never: what takes its time is not judged%n%n".formatted()
        : "  at rest   %.1f s after the last fault and the last answer, and still %d s later%n%n"
            .formatted(settled.toMillis() / 1000.0, ChaosRun.QUIET.toSeconds());
  }

  private String calls() {
    return "  calls     %,d asked for, %,d accepted, %,d tries refused or lost; answers %s%n"
        .formatted(
            seen.calls().asked(),
            seen.calls().accepted().size(),
            seen.calls().refusals(),
            seen.calls().latencies());
  }

  private String campaign() {
    return seen.campaign().people() == 0
        ? ""
        : "  campaign  %,d people, %d calls to each at most; nobody to be dialled %d times%n"
            .formatted(
                seen.campaign().people(), CampaignLoad.ATTEMPTS, seen.campaign().quiets().size());
  }

  private String webhooks() {
    return "  webhooks  %,d distinct ones, sent %,d times in all, %,d of them refused or lost; answers %s%n"
        .formatted(
            seen.webhooks().distinct(),
            seen.webhooks().sent(),
            seen.webhooks().refusals(),
            seen.webhooks().latencies());
  }

  private static String fails(List<String> lines) {
    return lines.stream().map(line -> "  FAIL " + line + "\n").collect(Collectors.joining());
  }

  private String points() {
    String reached =
        seen.struck().stream()
            .filter(Strike.Crash.class::isInstance)
            .map(strike -> ((Strike.Crash) strike).point().word())
            .sorted()
            .collect(Collectors.joining(", "));
    return reached.isEmpty() ? "no point" : reached;
  }

  /** So many of so many of each kind. */
  private String faults() {
    Map<String, Long> struck =
        seen.struck().stream().collect(Collectors.groupingBy(Strike::word, Collectors.counting()));
    return schedule.strikes().stream()
        .map(timed -> timed.strike().word())
        .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(kind ->
            "%d of %d %s"
                .formatted(struck.getOrDefault(kind.getKey(), 0L), kind.getValue(), kind.getKey()))
        .collect(Collectors.joining(", "));
  }
}
