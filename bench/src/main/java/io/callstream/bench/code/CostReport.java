package io.callstream.bench.code;

import io.callstream.bench.Chart;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run came to: a table on the terminal, and the same as JSON and as a chart in the run's
 * folder.
 *
 * @param notes what a reader must know to read the costs
 */
record CostReport(String title, List<Cost> costs, List<String> notes) {

  /** Prints it, and writes {@code name.json} and {@code name.svg}. */
  void tell(Path folder, String name) throws IOException {
    System.out.println();
    lines().forEach(System.out::println);
    var json = folder.resolve(name + ".json");
    var chart = folder.resolve(name + ".svg");
    Files.writeString(
        json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(all()));
    Files.writeString(chart, Chart.svg(title, costs.stream().map(Cost::figure).toList()));
    System.out.printf("%n%s%n%s%n", json, chart);
  }

  private Map<String, Object> all() {
    var all = new LinkedHashMap<String, Object>();
    all.put("title", title);
    all.put("processors", Runtime.getRuntime().availableProcessors());
    all.put("java", Runtime.version().toString());
    all.put("costs", costs);
    all.put("notes", notes);
    return all;
  }

  private List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(title);
    var group = "";
    for (var cost : costs) {
      if (!cost.group().equals(group)) {
        group = cost.group();
        lines.add("");
        lines.add(Cost.heading(group));
      }
      lines.add(cost.line());
    }
    lines.add("");
    notes.forEach(note -> lines.add("  " + note));
    return lines;
  }
}
