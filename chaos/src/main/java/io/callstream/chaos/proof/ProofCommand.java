package io.callstream.chaos.proof;

import io.callstream.chaos.RunFolder;
import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.local.Foreground;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One proof. Exit codes as of {@code ./callstream chaos}. */
public abstract sealed class ProofCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final Topology TOPOLOGY = new Topology(1, 2, 1, 1);

  abstract Proof proof();

  @Override
  public Integer call() {
    Proof proof = proof();
    return Foreground.run(running -> {
      running.onSignalExitWith(FAILED);
      return run(proof, running);
    });
  }

  private static int run(Proof proof, Foreground running) {
    RunFolder folder = running.keep(RunFolder.make(proof.name()));
    Cluster cluster = running.keep(new Cluster(TOPOLOGY, folder.path(), RunFolder.jars()));
    System.out.println("starting; logs are in " + folder.path());
    AtomicBoolean closed = new AtomicBoolean();
    running.keep(() -> closed.set(true));
    cluster.start();
    Work work = new Work(cluster, Clock.systemUTC(), closed::get);
    boolean holds = holds(proof, cluster, work);
    folder.keepUnless(holds || closed.get());
    return holds ? 0 : FAILED;
  }

  private static boolean holds(Proof proof, Cluster cluster, Work work) {
    try {
      List<Claim> found = proof.run(cluster, work, System.out::println);
      boolean holds = found.stream().allMatch(Claim::holds);
      System.out.printf(
          "%ncallstream chaos %s: %s, %,d calls%n%n",
          proof.name(), holds ? "PASSED" : "FAILED", work.asked());
      found.forEach(claim -> System.out.print(claim.lines()));
      return holds;
    } catch (IOException e) {
      System.out.printf("%ncallstream chaos %s: FAILED, %s%n", proof.name(), e.getMessage());
      return false;
    }
  }

  private static Duration duration(double minutes) {
    return Duration.ofMillis(Math.round(minutes * 60_000));
  }

  /** {@code ./callstream chaos restore}. */
  @Command(
      name = "restore",
      description = {
        "Puts an old copy of PostgreSQL back while everything runs: nobody is dialled until the",
        "restore guard is released, nobody a second time after it, the read model is right again."
      },
      mixinStandardHelpOptions = true)
  public static final class OfRestore extends ProofCommand {

    @Option(
        names = "--minutes",
        defaultValue = "1",
        description = "how old the copy is (default: ${DEFAULT-VALUE})")
    private double minutes;

    @Option(
        names = "--calls",
        defaultValue = "120",
        description = "made in the time that is lost (default: ${DEFAULT-VALUE})")
    private int calls;

    @Override
    Proof proof() {
      return new Restore(duration(minutes), calls);
    }
  }

  /** {@code ./callstream chaos places}. */
  @Command(
      name = "places",
      description = {
        "Lets a dispatcher die at each place between the gate and the record, and checks that",
        "nobody is dialled twice and every call ends."
      },
      mixinStandardHelpOptions = true)
  public static final class OfPlaces extends ProofCommand {

    @Option(
        names = "--rounds",
        defaultValue = "3",
        description = "deaths at each place (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Override
    Proof proof() {
      return new Places(rounds);
    }
  }

  /** {@code ./callstream chaos no-gateway}. */
  @Command(
      name = "no-gateway",
      description = {
        "Takes the gateway away for a while in which calls are dialled and end, and checks that the",
        "read model is right when it is back."
      },
      mixinStandardHelpOptions = true)
  public static final class OfNoGateway extends ProofCommand {

    @Option(
        names = "--minutes",
        defaultValue = "1",
        description = "how long it is away (default: ${DEFAULT-VALUE})")
    private double minutes;

    @Option(
        names = "--calls",
        defaultValue = "500",
        description = "that end meanwhile (default: ${DEFAULT-VALUE})")
    private int calls;

    @Override
    Proof proof() {
      return new NoGateway(duration(minutes), calls);
    }
  }
}
