package io.callstream.bench.table;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.table.Told.StepCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of several runs: of each first what was measured, then what was wanted of it. */
final class Markdown {

  private static final String HEAD =
      """
      | what | figure | wanted | | command and commit |
      | --- | --- | --- | --- | --- |
      """;

  private Markdown() {}

  /**
   * The table.
   *
   * @param commit of those that do not name their own
   */
  static String table(List<Told> runs, @Nullable String commit) {
    return HEAD + runs.stream().map(run -> rows(run, commit)).collect(Collectors.joining());
  }

  /** Only the first says where they are from. */
  private static String rows(Told run, @Nullable String commit) {
    var rows = new ArrayList<List<String>>();
    each(run.figures()).map(Markdown::row).forEach(rows::add);
    each(run.costs()).map(Markdown::row).forEach(rows::add);
    each(run.checks()).map(Markdown::row).forEach(rows::add);
    var lines = new StringBuilder();
    var origin = run.origin(commit);
    for (var row : rows) {
      var cells = Stream.concat(row.stream(), Stream.of(origin)).map(Markdown::cell);
      lines.append(cells.collect(Collectors.joining(" | ", "| ", " |\n")));
      origin = "";
    }
    return lines.toString();
  }

  private static <T> Stream<T> each(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.<T>of()).stream();
  }

  private static List<String> row(Figure figure) {
    var said = new ArrayList<String>();
    said.add(number(figure.perSecond(), 0) + "/s");
    if (figure.cpuMicros() != null) {
      said.add(number(figure.cpuMicros(), 1) + " µs CPU");
    }
    var millis = figure.millis();
    if (millis != null) {
      said.add(
          "p50 %s, p95 %s, p99 %s ms"
              .formatted(
                  number(millis.p50(), 1), number(millis.p95(), 1), number(millis.p99(), 1)));
    }
    return List.of(what(figure.group(), figure.who()), String.join("; ", said), "", "");
  }

  private static List<String> row(StepCost cost) {
    var error = cost.error() == null ? "" : " ± " + number(cost.error(), 1);
    var said =
        "%s%s ns; %s bytes".formatted(number(cost.nanos(), 1), error, number(cost.bytes(), 0));
    return List.of(what(cost.group(), cost.who()), said, "", "");
  }

  private static List<String> row(Check check) {
    boolean whole = check.value() == Math.rint(check.value());
    return List.of(
        check.what(),
        number(check.value(), whole ? 0 : 2),
        check.wanted(),
        check.met() ? "ok" : "**MISS**");
  }

  /** Peers of a peer are set in by blanks. */
  private static String what(String group, String who) {
    return group + ": " + who.strip();
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
