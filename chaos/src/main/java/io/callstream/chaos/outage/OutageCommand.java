package io.callstream.chaos.outage;

import io.callstream.chaos.RunFolder;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.local.Foreground;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream chaos outage}. Exit codes as of {@code ./callstream chaos}. */
@Command(
    name = "outage",
    description = {
      "Lets Retell hang for a while and be back, with all waits thirty times as short as in life,",
      "and counts the dials that were tried meanwhile."
    },
    mixinStandardHelpOptions = true)
public final class OutageCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final Topology TOPOLOGY = new Topology(1, 2, 1, 1);

  @Option(
      names = "--minutes",
      defaultValue = "2",
      description = "how long it is away; two are an hour of life (default: ${DEFAULT-VALUE})")
  private double minutes;

  @Option(names = "--creates-only", description = "everything but creates is answered")
  private boolean createsOnly;

  @Override
  public Integer call() {
    return Foreground.run(running -> {
      running.onSignalExitWith(FAILED);
      return run(running);
    });
  }

  private int run(Foreground running) {
    RunFolder folder = running.keep(RunFolder.make("outage"));
    Cluster cluster =
        running.keep(new Cluster(TOPOLOGY, folder.path(), RunFolder.jars(), Outage.SETTINGS));
    System.out.println("starting; logs are in " + folder.path());
    AtomicBoolean closed = new AtomicBoolean();
    running.keep(() -> closed.set(true));
    cluster.start();
    try {
      Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
      boolean holds =
          new Outage(
                  cluster, length, createsOnly, Clock.systemUTC(), closed::get, System.out::println)
              .run();
      if (!holds && !closed.get()) {
        folder.keep();
      }
      return holds ? 0 : FAILED;
    } catch (IOException | SQLException e) {
      folder.keep();
      System.err.println("callstream: " + e.getMessage());
      return FAILED;
    }
  }
}
