package io.callstream.bench.code;

import io.callstream.bench.RunFolder;
import io.callstream.local.Foreground;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench code}: single steps beside the plain and the bare way. */
@Command(
    name = "code",
    description = {
      "Single steps of the code by JMH, without Kafka and PostgreSQL: a webhook's signature is",
      "checked; a webhook is read, its envelope as the gateway does it, and all of it as the",
      "projector does it; a status is made from what a call's three webhooks say. Beside the plain",
      "way and the least that any has to do. Each peer is measured in processes of its own, one",
      "peer after the other, again and again. Takes some three minutes."
    },
    mixinStandardHelpOptions = true)
public final class CodeCommand implements Callable<Integer> {

  private static final int ENDED_EARLY = 1;

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "of each iteration (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--iterations",
      defaultValue = "3",
      description = "of each process, after two to warm it up (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--forks",
      defaultValue = "2",
      description = "processes of each peer, interleaved (default: ${DEFAULT-VALUE})")
  private int forks;

  @Override
  public Integer call() {
    return Foreground.run(running -> {
      running.onSignalExitWith(ENDED_EARLY);
      var folder = running.keep(RunFolder.make("code"));
      var log = folder.path().resolve("jmh.log");
      System.out.println("starting; what JMH says is in " + log);
      try {
        measure(running.keep(new Forks(log, seconds, iterations)), folder);
        return 0;
      } catch (IOException e) {
        throw new CannotStart("could not be measured: " + e, e);
      }
    });
  }

  private void measure(Forks by, RunFolder folder) throws IOException {
    var costs = new ArrayList<Cost>();
    for (var step : Step.values()) {
      for (int bytes : step.sizes()) {
        costs.addAll(costs(by, step, bytes));
      }
    }
    new CostReport("callstream bench code", costs, notes()).tell(folder, "code");
  }

  private List<Cost> costs(Forks by, Step step, int bytes) {
    Map<Peer, List<RunResult>> rounds = new EnumMap<>(Peer.class);
    for (int n = 0; n < forks; n++) {
      for (var peer : Peer.of(step)) {
        var round = by.measure(peer, bytes);
        System.out.println(step.group(bytes) + cost(step, bytes, peer, List.of(round)).line());
        rounds.computeIfAbsent(peer, _ -> new ArrayList<>()).add(round);
      }
    }
    return rounds.entrySet().stream()
        .map(entry -> cost(step, bytes, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Cost cost(Step step, int bytes, Peer peer, List<RunResult> rounds) {
    return Cost.of(step.group(bytes), peer.says(), rounds);
  }

  private List<String> notes() {
    return List.of(
        "means of %d processes of each peer, %d iterations of %d s each; ± at 99.9 %%"
            .formatted(forks, iterations, seconds),
        "bytes: allocated each time",
        "one thread, warm, %d webhooks in turn: a service that does other things between is slower"
            .formatted(Samples.BODIES));
  }
}
