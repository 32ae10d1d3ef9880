package io.callstream.bench;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run came to: a table and what was wanted on the terminal, and the same as JSON and as a
 * chart in the run's folder.
 *
 * @param notes what a reader must know to read the figures
 */
public record Report(String title, List<Figure> figures, List<Check> checks, List<String> notes) {

  /** Prints it, and writes {@code name.json} and {@code name.svg}. */
  public void tell(RunFolder folder, String name) throws IOException {
    System.out.println();
    lines(folder.origin()).forEach(System.out::println);
    var json = folder.path().resolve(name + ".json");
    var chart = folder.path().resolve(name + ".svg");
    Files.writeString(
        json,
        Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(all(folder.origin())));
    Files.writeString(chart, Chart.svg(title, figures));
    System.out.printf("%n%s%n%s%n", json, chart);
  }

  private Map<String, Object> all(Origin origin) {
    var all = new LinkedHashMap<String, Object>();
    all.put("title", title);
    all.putAll(origin.fields());
    all.put("figures", figures);
    all.put("checks", checks);
    all.put("notes", notes);
    return all;
  }

  private List<String> lines(Origin origin) {
    var lines = new ArrayList<String>();
    lines.add(title);
    var group = "";
    for (var figure : figures) {
      if (!figure.group().equals(group)) {
        group = figure.group();
        lines.add("");
        lines.add(Figure.heading(group));
      }
      lines.add(figure.line());
    }
    lines.add("");
    checks.forEach(check -> lines.add(check.line()));
    lines.add("");
    notes.forEach(note -> lines.add("  " + note));
    lines.add("");
    origin.lines().forEach(line -> lines.add("  " + line));
    return lines;
  }
}
