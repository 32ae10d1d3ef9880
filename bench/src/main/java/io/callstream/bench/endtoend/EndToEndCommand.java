package io.callstream.bench.endtoend;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.bench.endtoend.EndToEndBench.Run;
import io.callstream.bench.endtoend.WholeSystem.Limits;
import io.callstream.local.Foreground;
import io.callstream.local.demo.DemoFailed;
import io.callstream.stack.CannotStart;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench end-to-end}: one campaign through everything. */
@Command(
    name = "end-to-end",
    description = {
      "Gateway, dispatcher, projector and sandbox, a process each, with Kafka and PostgreSQL: one",
      "campaign, from its start until every call has ended in the read model, after a smaller one",
      "to warm up. The sandbox's calls are short, DIAL_PER_SECOND is lifted, all waits are those",
      "of life. The sandbox's ledger says whether anybody was rung twice."
    },
    mixinStandardHelpOptions = true)
public final class EndToEndCommand implements Callable<Integer> {

  private static final int WANTED_PER_SECOND = 300;
  private static final int WANTED_HEAP_MIB = 256;

  @Option(
      names = "--people",
      defaultValue = "12000",
      description = "of the campaign that is measured (default: ${DEFAULT-VALUE})")
  private int people;

  @Option(
      names = "--warm-up",
      defaultValue = "4000",
      description = "people of the one before (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--per-second",
      defaultValue = "2000",
      description = "DIAL_PER_SECOND (default: ${DEFAULT-VALUE})")
  private int perSecond;

  @Option(
      names = "--unanswered",
      defaultValue = "400",
      description = "DIAL_UNANSWERED (default: ${DEFAULT-VALUE})")
  private int unanswered;

  @Option(
      names = "--speed",
      defaultValue = "60",
      description = "how many times faster than life calls are (default: ${DEFAULT-VALUE})")
  private int speed;

  @Option(
      names = "--concurrency",
      defaultValue = "2000",
      description = "calls that live at once, as the sandbox tells (default: ${DEFAULT-VALUE})")
  private int concurrency;

  @Option(
      names = "--minutes",
      defaultValue = "15",
      description = "that a campaign may take at most (default: ${DEFAULT-VALUE})")
  private int minutes;

  @Override
  public Integer call() {
    return Measuring.run("end-to-end", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var limits = new Limits(perSecond, unanswered, speed, concurrency);
    var system = WholeSystem.start(stack, folder, running, limits);
    var bench = running.keep(new EndToEndBench(system, Duration.ofMinutes(minutes)));
    if (warmUp > 0) {
      var warm = bench.call(warmUp);
      System.out.printf("warmed up at %.0f calls/s%n", warm.perSecond());
    }
    var run = bench.call(people);
    new Report("callstream bench end-to-end", List.of(figure(run)), checks(bench, run), notes(run))
        .tell(folder, "end-to-end");
  }

  private static Figure figure(Run run) {
    return new Figure(
        "calls of one campaign, %,d people".formatted(run.calls()),
        "from its start to the last end",
        run.perSecond(),
        run.cpuMicrosForCall(),
        null);
  }

  private static List<Check> checks(EndToEndBench bench, Run run) {
    try {
      var rings = bench.rings();
      return List.of(
          Check.atLeast("calls a second", run.perSecond(), WANTED_PER_SECOND),
          Check.atMost(
              "MiB of the dispatcher's heap in use after a collection",
              (double) run.dispatcherHeapMiB(),
              WANTED_HEAP_MIB),
          Check.exactly("people who rang", rings.byRequest().size(), bench.people()),
          Check.exactly("people who rang twice", rings.faults().size(), 0));
    } catch (DemoFailed e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private List<String> notes(Run run) {
    var each =
        run.cpu().entrySet().stream()
            .map(used ->
                "%s %.2f".formatted(used.getKey(), used.getValue().toNanos() / 1e6 / run.calls()))
            .collect(Collectors.joining(", "));
    return List.of(
        "%.1f s, after %,d people to warm up; DIAL_PER_SECOND=%d, DIAL_UNANSWERED=%d, sandbox at speed %d, %,d calls at once"
            .formatted(
                run.time().toNanos() / 1e9, warmUp, perSecond, unanswered, speed, concurrency),
        "CPU: of all processes together for each call; in ms: " + each,
        "heap in use after a collection when half had ended, %,d calls in flight: dispatcher %d MiB, projector %d MiB"
            .formatted(run.inFlight(), run.dispatcherHeapMiB(), run.projectorHeapMiB()));
  }
}
