package io.callstream.bench;

import io.callstream.contracts.Json;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import io.callstream.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench projector}: all peers side by side on the same data. */
@Command(
    name = "projector",
    description = {
      "Webhooks folded into calls, timeline and outbox, beside the same rows written plainly:",
      "one upsert and commit a message (rows of calls alone), and 500 rows of calls, timeline and",
      "outbox a transaction, both by two writers. The relay is nobody's meanwhile."
    },
    mixinStandardHelpOptions = true)
final class ProjectorCommand implements Callable<Integer> {

  private static final int SMALL = 2_000;
  private static final int LARGE = 20_000;
  private static final int FEW = 100_000;
  private static final Duration LATENCIES_OVER = Duration.ofSeconds(15);

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
    try {
      measure(new Started());
      return 0;
    } catch (IOException | SQLException e) {
      throw new CannotStart("the benchmark could not be run: " + e, e);
    }
  }

  private void measure(Started running) throws IOException, SQLException {
    var folder = RunFolder.make("projector");
    var stack =
        running.keep(
            Stack.start(
                new StackSettings(folder.resolve("data"), FreePorts.find(), FreePorts.find())));
    var bench = running.keep(new ProjectorBench(stack, folder));
    bench.warmUp(webhooks, SMALL);
    Map<String, Object> more = new LinkedHashMap<>();
    var rates = new ArrayList<Rate>();
    try (var _ = bench.takeRelay()) {
      rates.addAll(bench.run(webhooks, SMALL, repetitions, System.out::println));
      rates.addAll(bench.run(webhooks / 5, LARGE, repetitions, System.out::println));
      if (calls > FEW) {
        more.put("cost_growth", growth(bench));
      }
    }
    double half = perSecond(rates, SMALL, ProjectorBench.DISTINCT) / 2;
    more.put("latencies_at_half_the_maximum", bench.latencies(half, LATENCIES_OVER));
    report(rates, more, folder);
  }

  private Map<String, Object> growth(ProjectorBench bench) throws SQLException {
    var few = bench.grown(FEW, webhooks, repetitions);
    var many = bench.grown(calls, webhooks, repetitions);
    return Map.of(
        "few", few, "many", many, "cost_ratio", rounded(few.perSecond() / many.perSecond()));
  }

  private static double rounded(double ratio) {
    return Math.round(ratio * 100) / 100.0;
  }

  private void report(List<Rate> rates, Map<String, Object> more, Path folder) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("processors", Runtime.getRuntime().availableProcessors());
    result.put("repetitions", repetitions);
    result.put("medians", rates);
    result.putAll(more);
    result.put("ratios", Map.of("2_kb", ratios(rates, SMALL), "20_kb", ratios(rates, LARGE)));
    var json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(result);
    Files.writeString(folder.resolve("projector.json"), json);
    System.out.printf("%n%s%n%s%n", json, folder.resolve("projector.json"));
  }

  private static Map<String, Double> ratios(List<Rate> rates, int bytes) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    ratios.put(
        "to_raw_unnest", ratio(rates, bytes, ProjectorBench.DISTINCT, ProjectorBench.UNNESTED));
    ratios.put(
        "to_autocommit", ratio(rates, bytes, ProjectorBench.DISTINCT, ProjectorBench.AUTOCOMMIT));
    ratios.put(
        "poisoned_to_clean", ratio(rates, bytes, ProjectorBench.POISONED, ProjectorBench.DISTINCT));
    ratios.put(
        "folded_to_unfolded", ratio(rates, bytes, ProjectorBench.FOLDED, ProjectorBench.UNFOLDED));
    return ratios;
  }

  private static double ratio(List<Rate> rates, int bytes, String one, String other) {
    return rounded(perSecond(rates, bytes, one) / perSecond(rates, bytes, other));
  }

  private static double perSecond(List<Rate> rates, int bytes, String how) {
    return rates.stream()
        .filter(rate -> rate.bytes() == bytes && rate.how().equals(how))
        .mapToDouble(Rate::perSecond)
        .findFirst()
        .orElseThrow();
  }
}
