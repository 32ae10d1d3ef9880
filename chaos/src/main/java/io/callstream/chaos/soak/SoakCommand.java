package io.callstream.chaos.soak;

import io.callstream.chaos.ChaosRun;
import io.callstream.chaos.Plan;
import io.callstream.chaos.RunFolder;
import io.callstream.chaos.Verdict;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.nemesis.FaultMix;
import io.callstream.local.Foreground;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream soak}. Exit codes as of {@code ./callstream chaos}. */
@Command(
    name = "soak",
    description = {
      "Steady load for a long time and a fault every five minutes: prints heap, handles, threads,",
      "connections, lag and WAL as a table, says whether any of them grows, and checks every",
      "promise in the end."
    },
    mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int CALLS_A_MINUTE = 60;
  private static final int WEBHOOKS_A_MINUTE = 600;
  private static final int SAMPLES = 60;
  private static final Duration BETWEEN_FAULTS = Duration.ofMinutes(5);
  private static final Duration SAMPLE_MIN = Duration.ofSeconds(5);
  private static final Duration SETTLE = Duration.ofMinutes(5);
  private static final Topology TOPOLOGY = new Topology(1, 2, 1, 1);

  @Option(
      names = "--minutes",
      defaultValue = "60",
      description = "how long (default: ${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "decides everything that is drawn (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public Integer call() {
    Plan plan = plan();
    return Foreground.run(running -> {
      running.onSignalExitWith(FAILED);
      return run(plan, running);
    });
  }

  Plan plan() {
    Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
    return new Plan(
            seed,
            length,
            SETTLE,
            faults(length.dividedBy(BETWEEN_FAULTS)),
            (int) Math.ceil(CALLS_A_MINUTE * minutes),
            0,
            (int) Math.ceil(WEBHOOKS_A_MINUTE * minutes),
            TOPOLOGY)
        .asked("./callstream soak --minutes %s --seed %d".formatted(minutes, seed));
  }

  /** None that starts a process again, or the slot: what has grown would be gone with it. */
  static FaultMix faults(long number) {
    return new FaultMix(
        "link=%d,pause=%d,lost-answer=%d"
            .formatted((number + 2) / 3, (number + 1) / 3, number / 3));
  }

  private int run(Plan plan, Foreground running) {
    RunFolder folder = running.keep(RunFolder.make("soak-" + plan.seed()));
    Cluster cluster = running.keep(new Cluster(plan.topology(), folder.path(), RunFolder.jars()));
    System.out.println("starting; logs are in " + folder.path());
    cluster.start();
    ChaosRun run =
        running.keep(
            new ChaosRun(
                plan, plan.schedule().every(BETWEEN_FAULTS), cluster, System.out::println));
    Sampler sampler = running.keep(new Sampler(cluster, between(plan), System.out::println));
    Verdict verdict = run.run(told -> folder.keepUnless(told.nothingWrong()));
    sampler.close();
    Flatness flatness = new Flatness(sampler.samples(), plan.length());
    System.out.println("callstream soak: " + (flatness.holds() ? "flat" : "NOT FLAT"));
    flatness.lines().forEach(System.out::println);
    return verdict.passed() && flatness.holds() ? 0 : FAILED;
  }

  private static Duration between(Plan plan) {
    Duration share = plan.length().dividedBy(SAMPLES);
    return share.compareTo(SAMPLE_MIN) < 0 ? SAMPLE_MIN : share;
  }
}
