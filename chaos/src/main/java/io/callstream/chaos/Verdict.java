package io.callstream.chaos;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.chaos.nemesis.Schedule;
import io.callstream.chaos.nemesis.Strike;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
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

  /**
   * What load and nemesis have seen.
   *
   * @param interrupted before the load was done and the system at rest
   */
  public record Seen(
      CallLoad calls,
      WebhookLoad webhooks,
      List<Duration> stops,
      List<String> missed,
      boolean interrupted) {

    Duration longestStop() {
      return stops.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }
  }

  /** Whether it came to its end, every claim holds and every part did. */
  public boolean passed() {
    return !seen.interrupted() && nothingWrong();
  }

  private boolean nothingWrong() {
    return trouble.isEmpty()
        && claims.stream().allMatch(Claim::holds)
        && seen.longestStop().compareTo(STOP_MAX) <= 0;
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
        + webhooks()
        + "  faults    %d: %s%n".formatted(schedule.strikes().size(), faults())
        + "  crashes   points not reached: %s%n"
            .formatted(seen.missed().isEmpty() ? "none" : String.join(", ", seen.missed()))
        + "  stops     %d by SIGTERM, the longest %.1f s%n"
            .formatted(seen.stops().size(), seen.longestStop().toMillis() / 1000.0)
        + rest()
        + claims.stream().map(Claim::lines).collect(Collectors.joining())
        + trouble.stream().map(line -> "  FAIL " + line + "\n").collect(Collectors.joining())
        + "%n  again: %s%n".formatted(plan.command());
  }

  private String rest() {
    return seen.interrupted()
        ? "  at rest   never: what takes its time is not judged%n%n".formatted()
        : "  at rest   %.1f s after the last fault and the last answer%n%n"
            .formatted(settled.toMillis() / 1000.0);
  }

  private String calls() {
    return "  calls     %,d asked for, %,d accepted, %,d tries refused or lost; answers %s%n"
        .formatted(
            seen.calls().asked(),
            seen.calls().accepted().size(),
            seen.calls().refusals(),
            seen.calls().latencies());
  }

  private String webhooks() {
    return "  webhooks  %,d sent %,d times in all, %,d tries refused or lost; answers %s%n"
        .formatted(
            seen.webhooks().distinct(),
            seen.webhooks().sends(),
            seen.webhooks().refusals(),
            seen.webhooks().latencies());
  }

  private String faults() {
    return schedule.strikes().stream()
        .map(timed -> word(timed.strike()))
        .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String word(Strike strike) {
    return switch (strike) {
      case Strike.Kill _ -> "kill -9 of a service";
      case Strike.Crash _ -> "crash at a point";
      case Strike.Terminate _ -> "SIGTERM";
      case Strike.Pause _ -> "pause";
      case Strike.Hurt hurt -> "link " + hurt.mode().getClass().getSimpleName();
      case Strike.DropSlot _ -> "slot dropped";
      case Strike.RestartBroker broker -> broker.hard() ? "kill -9 of Kafka" : "restart of Kafka";
      case Strike.RestartDatabase database ->
          database.hard() ? "kill -9 of PostgreSQL" : "restart of PostgreSQL";
    };
  }
}
