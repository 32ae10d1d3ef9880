package io.callstream.chaos;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.nemesis.FaultMix;
import io.callstream.chaos.outage.OutageCommand;
import io.callstream.chaos.proof.ProofCommand;
import io.callstream.chaos.soak.SoakCommand;
import io.callstream.local.Foreground;
import io.callstream.stack.CannotStart;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream chaos}. Exit codes: 0 all held, 1 something did not, 2 could not start. */
@Command(
    name = "callstream chaos",
    description = {
      "Starts the whole system with a proxy on every link, loads it, hurts it, and checks that",
      "every promise was kept; prints a verdict of one page. The same seed does the same things",
      "at the same times. Needs no Docker; stops all it started; Ctrl-C ends it early, with what",
      "can be said by then. Exit code 0: all held; 1: something did not, or it was ended early;",
      "2: it could not start."
    },
    subcommands = {
      OutageCommand.class,
      ProofCommand.OfNoGateway.class,
      ProofCommand.OfPlaces.class,
      ProofCommand.OfRestore.class,
      SoakCommand.class
    },
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Option(
      names = "--minutes",
      defaultValue = "2",
      description = "how long load and faults last (default: ${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--settle-minutes",
      defaultValue = "5",
      description = "how long it may then take until all is at rest (default: ${DEFAULT-VALUE})")
  private double settleMinutes;

  @Option(
      names = "--seed",
      description = "decides everything that is drawn (default: drawn itself)")
  private @Nullable Long seed;

  @Option(
      names = "--faults",
      defaultValue = "20",
      description =
          "how many: a number, or kind=number,… of kill, crash, pause, term, link, lost-answer,"
              + " slot, kafka, postgres (default: ${DEFAULT-VALUE})")
  private String faults = "20";

  @Option(
      names = "--calls",
      defaultValue = "200",
      description = "asked for through the API (default: ${DEFAULT-VALUE})")
  private int calls;

  @Option(
      names = "--people",
      defaultValue = "100",
      description = "of a campaign, which is paused once (default: ${DEFAULT-VALUE})")
  private int people;

  @Option(
      names = "--webhooks",
      defaultValue = "3000",
      description = "of other calls, each sent 1 to 5 times, shuffled (default: ${DEFAULT-VALUE})")
  private int webhooks;

  @Option(names = "--gateways", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
  private int gateways;

  @Option(names = "--dispatchers", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
  private int dispatchers;

  @Option(names = "--projectors", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
  private int projectors;

  @Option(
      names = "--brokers",
      defaultValue = "1",
      description = "1 or 3 (default: ${DEFAULT-VALUE})")
  private int brokers;

  @Option(names = "--keep", description = "keeps logs and data also of a run that passed")
  private boolean keep;

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new ChaosCommand());
    command.setExecutionExceptionHandler((failure, _, _) -> report(failure));
    System.exit(command.execute(args));
  }

  private static int report(Exception failure) throws Exception {
    if (failure instanceof CannotStart || failure instanceof IllegalArgumentException) {
      System.err.println("callstream: " + failure.getMessage());
      return CannotStart.EXIT_CODE;
    }
    throw failure;
  }

  @Override
  public Integer call() {
    Plan plan = plan();
    return Foreground.run(running -> {
      running.onSignalExitWith(FAILED);
      return run(plan, running);
    });
  }

  private Plan plan() {
    return new Plan(
        seed == null ? RandomGenerator.getDefault().nextInt(1, Integer.MAX_VALUE) : seed,
        duration(minutes),
        duration(settleMinutes),
        new FaultMix(faults),
        calls,
        people,
        webhooks,
        new Topology(gateways, dispatchers, projectors, brokers));
  }

  private int run(Plan plan, Foreground running) {
    System.out.printf("seed %d: %s%n", plan.seed(), plan.topology());
    AtomicBoolean ready = new AtomicBoolean();
    running.keep(() -> sayUnless(ready.get()));
    RunFolder folder = running.keep(RunFolder.make("seed-" + plan.seed()));
    Cluster cluster = running.keep(new Cluster(plan.topology(), folder.path(), RunFolder.jars()));
    System.out.println("starting; logs are in " + folder.path());
    try {
      cluster.start();
      ready.set(true);
      System.out.println("ready");
      ChaosRun run =
          running.keep(new ChaosRun(plan, plan.schedule(), cluster, System.out::println));
      Verdict verdict = run.run(told -> keepLogs(folder, told));
      return verdict.passed() ? 0 : FAILED;
    } catch (RuntimeException e) {
      if (!running.isSignalled()) {
        folder.keep();
      }
      throw e;
    }
  }

  private void keepLogs(RunFolder folder, Verdict verdict) {
    if (keep || !verdict.nothingWrong()) {
      folder.keep();
      System.out.println("  logs:  " + folder.path());
    }
  }

  private static void sayUnless(boolean ready) {
    if (!ready) {
      System.out.println("ended before all was ready: nothing was judged");
    }
  }

  private static Duration duration(double minutes) {
    return Duration.ofMillis(Math.round(minutes * 60_000));
  }
}
