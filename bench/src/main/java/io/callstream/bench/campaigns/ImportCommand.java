package io.callstream.bench.campaigns;

import io.callstream.bench.Check;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.bench.campaigns.ImportBench.Uploaded;
import io.callstream.local.Foreground;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench import}: people into campaigns. */
@Command(
    name = "import",
    description = {
      "A CSV of people, 3 %% of its rows faulty, uploaded to a gateway whose heap is 256 MiB, in two",
      "sizes, each time into a campaign of its own; beside the same people copied at once into a",
      "table without indexes (the limit) and, some of them, inserted one by one (the plain way),",
      "both with nothing to read or check. Every row must be counted as what it is."
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

  private static final int FEWER = 10;
  private static final int WANTED_PER_SECOND = 15_000;
  private static final double TIMES_AT_MOST = 10.5;
  private static final int INSERTED = 5_000;

  @Option(
      names = "--rows",
      defaultValue = "200000",
      description =
          "of the larger upload, at most 3000000; the smaller has a tenth (default: ${DEFAULT-VALUE})")
  private int rows;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      description = "of each size (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Override
  public Integer call() {
    return Measuring.run("import", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var bench = running.keep(new ImportBench(stack, folder));
    // Until the gateway's code is warm.
    bench.upload(rows / 2);
    var few = uploads(bench, rows / FEWER);
    var many = uploads(bench, rows);
    long heap = bench.gateway().server().heapMiB();
    var campaign = many.campaign();
    var figures =
        List.of(
            few.figure(group(rows / FEWER)),
            many.figure(group(rows)),
            bench.plain().copied(group(rows), campaign),
            bench.plain().inserted(group(rows), campaign, Math.min(INSERTED, rows / FEWER)));
    new Report("callstream bench import", figures, checks(few, many), notes(many, heap))
        .tell(folder, "import");
  }

  /** The one of the median time. */
  private Uploaded uploads(ImportBench bench, int size) throws SQLException {
    var all = new ArrayList<Uploaded>();
    for (int n = 0; n < repetitions; n++) {
      var uploaded = bench.upload(size);
      all.add(uploaded);
      System.out.println(group(size) + uploaded.figure("").line());
    }
    all.sort(Comparator.comparing(Uploaded::time));
    return all.get(all.size() / 2);
  }

  private static String group(int size) {
    return "people, %,d rows".formatted(size);
  }

  private static List<Check> checks(Uploaded few, Uploaded many) {
    var checks = new ArrayList<>(many.counted());
    checks.add(Check.atLeast("rows a second", many.figure("").perSecond(), WANTED_PER_SECOND));
    checks.add(
        Check.atMost(
            "times the time for ten times the rows",
            (double) many.time().toNanos() / few.time().toNanos(),
            TIMES_AT_MOST));
    return checks;
  }

  private List<String> notes(Uploaded many, long heapMiB) {
    return List.of(
        "of %d uploads of each size the one of the median time, after one of %,d rows to warm up"
            .formatted(repetitions, rows / 2),
        "CPU: of the gateway's process for each row; PostgreSQL's %.1f µs besides"
            .formatted(many.postgres().toNanos() / 1e3 / many.people().rows()),
        "the gateway's heap in use after a collection, at the end: %d MiB of 256"
            .formatted(heapMiB));
  }
}
