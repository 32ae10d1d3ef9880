package io.callstream.bench.projector;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.local.Foreground;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench projector}: all peers side by side on the same data. */
@Command(
    name = "projector",
    description = {
      "A backlog of webhooks folded into calls, timeline and outbox by one projector, beside the",
      "same rows written plainly: (a) one upsert and commit a message, calls alone; (a') one row of",
      "calls, timeline and outbox a transaction; (b) 500 rows of each a transaction, by unnest and",
      "on conflict. All by two writers, as the projector has, and with nothing to read, parse or",
      "fold. (c) Debezium's JDBC sink, on a Kafka Connect of its own: upserts of calls alone, which",
      "it reads from Kafka as JSON; else as it comes. Then the projector again: with a",
      "tenth of the webhooks, with some that cannot be read, with three of each call, together and",
      "apart. The relay is nobody's meanwhile.",
      "Then, with the relay: how long a webhook takes to its row and to its event, at half the rate",
      "at which events come out at most and at less, counted from when it was to be sent to Kafka;",
      "the later half of 30 s each."
    },
    mixinStandardHelpOptions = true)
public final class ProjectorCommand implements Callable<Integer> {

  private static final int SMALL = 2_000;
  private static final int LARGE = 20_000;
  private static final int FEWER = 5;
  private static final int FEW = 100_000;
  private static final Duration LATENCIES_OVER = Duration.ofSeconds(30);

  @Option(
      names = "--webhooks",
      defaultValue = "30000",
      description = "of 2 kB in a round; a fifth as many of 20 kB (default: ${DEFAULT-VALUE})")
  private int webhooks;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      description = "interleaved (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Option(
      names = "--calls",
      defaultValue = "0",
      description = "also measures with 100,000 and with so many calls there before (default: not)")
  private int calls;

  @Override
  public Integer call() {
    return Measuring.run("projector", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var bench = running.keep(new ProjectorBench(stack, folder.path()));
    bench.warmUp(webhooks, SMALL);
    var figures = new ArrayList<Figure>();
    var checks = new ArrayList<Check>();
    try (var _ = bench.takeRelay()) {
      for (int bytes : List.of(SMALL, LARGE)) {
        var medians = bench.run(inRound(bytes), bytes, repetitions, ProjectorCommand::say);
        figures.addAll(medians);
        checks.addAll(new Wanted(medians).checks(bytes == SMALL));
      }
      if (calls > FEW) {
        grow(bench, figures, checks);
      }
    }
    latencies(bench, figures, checks);
    report(figures, checks, bench.memory(), folder);
  }

  private int inRound(int bytes) {
    return bytes == SMALL ? webhooks : webhooks / FEWER;
  }

  private static void say(Figure figure) {
    System.out.println(figure.group() + figure.line());
  }

  private void grow(ProjectorBench bench, List<Figure> figures, List<Check> checks)
      throws SQLException {
    var few = bench.grown(FEW, webhooks, SMALL, repetitions);
    var many = bench.grown(calls, webhooks, SMALL, repetitions);
    figures.addAll(List.of(few, many));
    checks.add(
        Check.atMost(
            "time per webhook with %,d calls there to that with %,d".formatted(calls, FEW),
            few.perSecond() / many.perSecond(),
            1.15));
    bench.clear();
  }

  private void latencies(ProjectorBench bench, List<Figure> figures, List<Check> checks)
      throws SQLException {
    var group = "with the relay, %,d bytes".formatted(SMALL);
    double most = bench.most(webhooks, SMALL);
    figures.add(new Figure(group, "webhook to event, at most", most, null, null));
    bench.clear();
    for (var share : Share.values()) {
      double rate = most / share.of;
      var seen = bench.latencies(rate, LATENCIES_OVER, SMALL);
      figures.add(
          new Figure(group, "to its row visible, at " + share.says, rate, null, seen.row()));
      figures.add(
          new Figure(group, "to its event readable, at " + share.says, rate, null, seen.event()));
      if (share == Share.HALF) {
        checks.add(Check.atMost("ms to the row at half the maximum, p99", seen.row().p99(), 50));
        checks.add(
            Check.atMost("ms to the event at half the maximum, p99", seen.event().p99(), 200));
      }
    }
  }

  /** Of the rate at which events come out at most. */
  private enum Share {
    HALF(2, "half of it"),
    QUARTER(4, "a quarter of it"),
    EIGHTH(8, "an eighth of it");

    private final int of;
    private final String says;

    Share(int of, String says) {
      this.of = of;
      this.says = says;
    }
  }

  private void report(List<Figure> figures, List<Check> checks, String memory, RunFolder folder)
      throws IOException {
    var notes =
        List.of(
            "medians of %d interleaved repetitions, %,d webhooks of %,d bytes or %,d of %,d each"
                .formatted(repetitions, webhooks, SMALL, webhooks / FEWER, LARGE),
            "CPU: of the projector's process for each webhook, all its threads, without the relay",
            "the projector's process at the end: " + memory,
            "(c): Debezium 3.5, one task, 500 rows a batch; its processor time is Connect's");
    new Report("callstream bench projector", figures, checks, notes).tell(folder, "projector");
  }
}
