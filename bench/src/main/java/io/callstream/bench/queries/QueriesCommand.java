package io.callstream.bench.queries;

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

/** {@code ./callstream bench queries}: what reading costs, and whether it grows with the calls. */
@Command(
    name = "queries",
    description = {
      "The gateway's list of calls (newest, deep in, by agent, number, caller, q), one call, the",
      "figures and the export of a thousand calls, asked by some at once, with so many calls there",
      "and with a tenth of them; the pages beside the same read by SQL alone."
    },
    mixinStandardHelpOptions = true)
public final class QueriesCommand implements Callable<Integer> {

  private static final int FEWER = 10;
  private static final double TIMES_AT_MOST = 10.5;

  /** Less than this is told apart no more. */
  private static final double LEAST_MILLIS = 0.1;

  @Option(
      names = "--calls",
      defaultValue = "200000",
      description = "that are there, and a tenth of them before (default: ${DEFAULT-VALUE})")
  private int calls;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "for which each question is asked (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--at-once",
      defaultValue = "4",
      description = "who ask (default: ${DEFAULT-VALUE})")
  private int atOnce;

  @Override
  public Integer call() {
    return Measuring.run("queries", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var length = Duration.ofSeconds(seconds);
    var bench = running.keep(new QueriesBench(stack, folder, atOnce, length));
    bench.fill(calls / FEWER);
    bench.warmUp(calls / FEWER);
    var few = bench.ask(calls / FEWER, QueriesCommand::say);
    bench.fill(calls);
    var many = bench.ask(calls, QueriesCommand::say);
    var figures = new ArrayList<>(few);
    figures.addAll(many);
    new Report("callstream bench queries", figures, checks(few, many), notes(bench))
        .tell(folder, "queries");
  }

  private static void say(Figure figure) {
    System.out.println(figure.group() + figure.line());
  }

  /** Of what the gateway answered: the same questions in the same order. */
  static List<Check> checks(List<Figure> few, List<Figure> many) {
    var checks = new ArrayList<Check>();
    for (int n = 0; n < few.size(); n++) {
      if (few.get(n).cpuMicros() != null) {
        checks.add(
            Check.atMost(
                "times the p95 with ten times the calls, " + few.get(n).who(),
                p95(many.get(n)) / p95(few.get(n)),
                TIMES_AT_MOST));
      }
    }
    return checks;
  }

  private static double p95(Figure figure) {
    var millis = figure.millis();
    return millis == null ? LEAST_MILLIS : Math.max(LEAST_MILLIS, millis.p95());
  }

  private List<String> notes(QueriesBench bench) {
    return List.of(
        "%d at once, %d s each; pages of %d calls".formatted(atOnce, seconds, Questions.PAGE),
        "CPU: of the gateway's process for each answer; PostgreSQL's is not in it",
        "the gateway's process at the end: " + bench.memory());
  }
}
