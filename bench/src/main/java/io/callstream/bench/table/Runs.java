package io.callstream.bench.table;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What runs have left in their folders. */
final class Runs {

  private static final String JSON = ".json";

  private Runs() {}

  /**
   * The newest JSON of each kind of run, by the names of the kinds.
   *
   * @throws CannotStart when there is none
   */
  static List<Path> newest(Path runs) {
    if (!Files.isDirectory(runs)) {
      throw none();
    }
    try (var files = Files.walk(runs, 2)) {
      var newest =
          files
              .filter(Runs::isReport)
              .collect(
                  Collectors.toMap(
                      Path::getFileName,
                      Function.identity(),
                      BinaryOperator.maxBy(Comparator.comparing(Runs::changed)),
                      TreeMap::new));
      if (newest.isEmpty()) {
        throw none();
      }
      return List.copyOf(newest.values());
    } catch (IOException e) {
      throw new CannotStart("cannot look into bench/target/runs: " + e, e);
    }
  }

  private static CannotStart none() {
    return new CannotStart(
        "no JSON under bench/target/runs: measure first, for example ./callstream bench gateway");
  }

  /** A run's folder begins with its kind; other JSON in it is none of ours. */
  private static boolean isReport(Path file) {
    var name = file.getFileName().toString();
    if (!name.endsWith(JSON)) {
      return false;
    }
    var kind = name.substring(0, name.length() - JSON.length());
    return file.getName(file.getNameCount() - 2).toString().startsWith(kind + "-");
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new CannotStart("cannot read " + file + ": " + e, e);
    }
  }
}
