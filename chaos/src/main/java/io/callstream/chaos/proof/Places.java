package io.callstream.chaos.proof;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology.Role;
import io.callstream.chaos.crash.CrashPoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A dispatcher dies at each place between the gate and the record, so and so often, with calls
 * waiting that its neighbour may take on.
 *
 * @param rounds deaths at each place
 */
record Places(int rounds) implements Proof {

  private static final int CALLS = 6;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "places";
  }

  @Override
  public List<Claim> run(Cluster cluster, Work work, Consumer<String> log) throws IOException {
    Claim reached = Claim.atRest("a dispatcher died at every place as often as it was to");
    List<CrashPoint> points =
        Arrays.stream(CrashPoint.values())
            .filter(
                point -> cluster.topology().parts(Role.DISPATCHER).stream().allMatch(point::isIn))
            .filter(point -> !point.isIn(cluster.topology().parts(Role.PROJECTOR).getFirst()))
            .toList();
    for (int round = 1; round <= rounds; round++) {
      for (CrashPoint point : points) {
        boolean died = die(cluster, work, point);
        log.accept("round %d: %s %s".formatted(round, point.word(), died ? "reached" : "missed"));
        reached.unless(died, point::word);
      }
    }
    work.untilOver("all is over");
    List<Claim> found = new ArrayList<>(List.of(reached.atLeast((long) rounds * points.size())));
    found.addAll(work.claims().ask());
    return found;
  }

  private static boolean die(Cluster cluster, Work work, CrashPoint point) throws IOException {
    List<String> dispatchers = cluster.topology().parts(Role.DISPATCHER);
    work.until("the dispatchers are ready", () -> cluster.ready(point).containsAll(dispatchers));
    CompletableFuture<Boolean> crash =
        CompletableFuture.supplyAsync(
            () -> cluster.crash(dispatchers, point, LIMIT), Thread::startVirtualThread);
    work.ask(CALLS);
    return crash.join();
  }
}
