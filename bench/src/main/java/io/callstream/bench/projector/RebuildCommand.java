package io.callstream.bench.projector;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.bench.projector.RebuildBench.Rebuilt;
import io.callstream.local.Foreground;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench rebuild}: a rebuild beside traffic and readers. */
@Command(
    name = "rebuild",
    description = {
      "So many webhooks, three a call, are folded; 1,000 rows are altered as if another mapping had",
      "made them so. Then, while webhooks of other calls and readers go on, the read model is",
      "rebuilt from Kafka to a difference, and switched; and rebuilt once more after all traffic, to",
      "see that nothing differs."
    },
    mixinStandardHelpOptions = true)
public final class RebuildCommand implements Callable<Integer> {

  @Option(
      names = "--webhooks",
      defaultValue = "300000",
      description = "of 2 kB, before the rebuild (default: ${DEFAULT-VALUE})")
  private int webhooks;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "webhooks a second while it is rebuilt (default: ${DEFAULT-VALUE})")
  private int rate;

  @Override
  public Integer call() {
    return Measuring.run("rebuild", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var bench = running.keep(new RebuildBench(stack, folder.path()));
    bench.load(webhooks);
    bench.alter();
    Rebuilt shown;
    Rebuilt switched;
    try (var _ = bench.traffic(rate);
        var _ = bench.readers()) {
      shown = bench.rebuild("--diff");
      switched = bench.rebuild("--switch");
    }
    bench.settle();
    var after = bench.rebuild("--diff");
    var figures =
        List.of(
            figure("to a difference, beside traffic", shown),
            figure("to the switch, going on from there", switched),
            figure("anew, without traffic", after));
    new Report(
            "callstream bench rebuild",
            figures,
            checks(bench, shown, switched, after),
            notes(bench, shown, switched, after))
        .tell(folder, "rebuild");
  }

  private Figure figure(String who, Rebuilt rebuilt) {
    return new Figure(
        "webhooks, %,d there before".formatted(webhooks),
        who,
        webhooks / rebuilt.seconds(),
        null,
        null);
  }

  private static List<Check> checks(
      RebuildBench bench, Rebuilt shown, Rebuilt switched, Rebuilt after) throws SQLException {
    return List.of(
        Check.exactly("rows that the difference names", shown.changed(), RebuildBench.ALTERED),
        Check.exactly("rows that the switch changed", switched.changed(), RebuildBench.ALTERED),
        Check.exactly("rows that still differ, all traffic included", after.changed(), 0),
        Check.exactly("altered rows that are right", bench.right(), RebuildBench.ALTERED),
        Check.atLeast("readings meanwhile", (double) bench.readings(), 1),
        Check.exactly("times a reader saw neither all nor none of the switch", bench.gaps(), 0));
  }

  private List<String> notes(RebuildBench bench, Rebuilt shown, Rebuilt switched, Rebuilt after) {
    return List.of(
        "%,d calls before, %,d webhooks of other calls meanwhile, %d a second"
            .formatted(webhooks / 3, bench.sent(), rate),
        "difference after %.1f s, switch after %.1f s more, anew in %.1f s"
            .formatted(shown.seconds(), switched.seconds(), after.seconds()),
        "%,d readings of the altered rows meanwhile, the longest %.0f ms"
            .formatted(bench.readings(), bench.longestReadingMillis()),
        "the difference: " + shown.said());
  }
}
