package io.callstream.bench.dispatcher;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.bench.dispatcher.DispatcherBench.Seen;
import io.callstream.bench.dispatcher.Dispatchers.Limits;
import io.callstream.local.Foreground;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench dispatcher}: dials a second, and how well a limit is kept. */
@Command(
    name = "dispatcher",
    description = {
      "The dispatcher as a process, its ledger full of one campaign's people who are all due,",
      "against a Retell that only accepts creates and never hangs up; beside the JDK's own client,",
      "which asks nobody and writes nothing down, against the same (the limit). Gateway, projector",
      "and relay are stopped. Then, with other people, several dispatchers under a limit far below",
      "what they could do: how much of it they use, and whether any second had more."
    },
    mixinStandardHelpOptions = true)
public final class DispatcherCommand implements Callable<Integer> {

  private static final int WANTED_PER_SECOND = 1_000;
  private static final double WANTED_CPU_MILLIS = 0.8;
  private static final int WANTED_HEAP_MIB = 256;
  private static final double WANTED_OF_THE_LIMIT = 0.97;
  private static final int CLIENT_CONNECTIONS = 64;
  private static final int CLIENT_SECONDS_MAX = 5;

  /** How long dispatchers start and stop while others of them dial. */
  private static final int BEYOND_SECONDS = 40;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "measured with limits lifted (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description = "seconds of dials before what is measured (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--per-second",
      defaultValue = "2000",
      description = "DIAL_PER_SECOND when it is lifted, at most 100000 (default: ${DEFAULT-VALUE})")
  private int perSecond;

  @Option(
      names = "--unanswered",
      defaultValue = "1000",
      description = "DIAL_UNANSWERED, at most 100000 (default: ${DEFAULT-VALUE})")
  private int unanswered;

  @Option(
      names = "--limit",
      defaultValue = "50",
      description = "DIAL_PER_SECOND when it is to be kept (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--limit-seconds",
      defaultValue = "60",
      description = "measured under that limit (default: ${DEFAULT-VALUE})")
  private int limitSeconds;

  @Option(
      names = "--dispatchers",
      defaultValue = "3",
      description = "at work under that limit (default: ${DEFAULT-VALUE})")
  private int dispatchers;

  @Override
  public Integer call() {
    return Measuring.run("dispatcher", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var bench = running.keep(new DispatcherBench(stack, folder, running));
    bench.prepare(
        perSecond * (warmUp + seconds + BEYOND_SECONDS)
            + limit * (warmUp + limitSeconds + BEYOND_SECONDS));
    var lifted =
        bench.dial(
            1,
            new Limits(perSecond, unanswered),
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            "dispatcher");
    System.out.printf("%.0f dials/s, %d calls open%n", lifted.perSecond(), lifted.open());
    var kept =
        bench.dial(
            dispatchers,
            new Limits(limit, unanswered),
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(limitSeconds),
            "limited");
    System.out.printf("%.1f dials/s of %d%n", kept.perSecond(), limit);
    report(bench, lifted, kept, folder);
  }

  private void report(DispatcherBench bench, Seen lifted, Seen kept, RunFolder folder)
      throws IOException, SQLException {
    var group = "dials, limits lifted";
    var client = new BareClient(bench.retell(), CLIENT_CONNECTIONS);
    var figures =
        List.of(
            figure(group, "one dispatcher", lifted),
            client.measure(group, Duration.ofSeconds(Math.min(seconds, CLIENT_SECONDS_MAX))),
            figure(
                "dials, at most %d a second".formatted(limit),
                "%d dispatchers together".formatted(dispatchers),
                kept));
    new Report(
            "callstream bench dispatcher",
            figures,
            checks(bench, lifted, kept),
            notes(bench, lifted, kept))
        .tell(folder, "dispatcher");
  }

  private static Figure figure(String group, String who, Seen seen) {
    return new Figure(
        group, who, seen.perSecond(), 1e3 * seen.millisForDial(seen.dispatchers()), null);
  }

  private List<Check> checks(DispatcherBench bench, Seen lifted, Seen kept) throws SQLException {
    double own = lifted.millisForDial(lifted.dispatchers());
    double postgres = lifted.millisForDial(lifted.postgres());
    return List.of(
        Check.atLeast("dials a second", lifted.perSecond(), WANTED_PER_SECOND),
        Check.atMost("ms CPU a dial, the dispatcher's process", own, WANTED_CPU_MILLIS),
        Check.atMost(
            "ms CPU a dial, PostgreSQL's processes included", own + postgres, WANTED_CPU_MILLIS),
        Check.atMost(
            "MiB of heap in use after a collection, %,d calls open".formatted(lifted.open()),
            (double) lifted.heapMiB(),
            WANTED_HEAP_MIB),
        Check.atLeast(
            "of the limit used over %d s".formatted(limitSeconds),
            kept.perSecond() / limit,
            WANTED_OF_THE_LIMIT),
        Check.atMost(
            "dials at most in any second, by the gate's clock",
            kept.atTheGate().mostInAnySecond(),
            limit),
        Check.atMost(
            "dials at most in any second, at the stand-in",
            kept.dials().mostInAnySecond(),
            limit + 1.0),
        Check.exactly("numbers that rang twice", bench.retell().repeated(), 0),
        Check.exactly("dials that went wrong", bench.people().wrong(), 0));
  }

  private List<String> notes(DispatcherBench bench, Seen lifted, Seen kept) throws SQLException {
    return List.of(
        "DIAL_PER_SECOND=%d, DIAL_UNANSWERED=%d; %d s measured after %d s of dials"
            .formatted(perSecond, unanswered, seconds, warmUp),
        "CPU a dial: %.2f ms the dispatcher's, %.2f ms PostgreSQL's, %.2f ms the stand-in's"
            .formatted(
                lifted.millisForDial(lifted.dispatchers()),
                lifted.millisForDial(lifted.postgres()),
                lifted.millisForDial(lifted.standIn())),
        "under the limit: %.2f ms the dispatchers', %.2f ms PostgreSQL's"
            .formatted(kept.millisForDial(kept.dispatchers()), kept.millisForDial(kept.postgres())),
        "the client: %d connections at once, in the bench's own process"
            .formatted(CLIENT_CONNECTIONS),
        "%,d people still waited at the end; %,d dials given up before they were sent"
            .formatted(bench.people().waiting(), bench.people().notSent()));
  }
}
