package io.callstream.local.demo;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How many calls ended how: one line for each status, outcome and reason. */
final class ResultTable {

  private static final String LINE = "%-12s %-12s %-36s %5s%n";

  private ResultTable() {}

  private record Ending(String status, String outcome, String reason) {

    static Ending of(CallRow call) {
      return new Ending(
          call.status(),
          Objects.requireNonNullElse(call.outcome(), "-"),
          Objects.requireNonNullElse(call.reason(), "-"));
    }
  }

  static String of(Collection<CallRow> calls) {
    Map<Ending, Long> counts =
        calls.stream().collect(Collectors.groupingBy(Ending::of, Collectors.counting()));
    StringBuilder table = new StringBuilder(LINE.formatted("status", "outcome", "reason", "calls"));
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<Ending, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(entry -> entry.getKey().toString()))
        .forEach(entry ->
            table.append(
                LINE.formatted(
                    entry.getKey().status(),
                    entry.getKey().outcome(),
                    entry.getKey().reason(),
                    entry.getValue())));
    return table.toString();
  }
}
