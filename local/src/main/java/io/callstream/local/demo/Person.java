package io.callstream.local.demo;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One row of a file of people to call.
 *
 * @param externalId the file's own id of the person
 * @param variables what the agent may say: the other columns
 */
record Person(String toNumber, String externalId, Map<String, String> variables) {

  private static final String TO_NUMBER = "to_number";
  private static final String EXTERNAL_ID = "external_id";

  /**
   * The people of a CSV file without quotes, its first line naming the columns.
   *
   * @throws CannotStart naming the line that cannot be used
   */
  static List<Person> read(Path file) {
    List<String> lines = lines(file);
    List<String> columns = cells(lines.getFirst());
    if (!columns.containsAll(List.of(TO_NUMBER, EXTERNAL_ID))) {
      throw new CannotStart(
          "%s: the first line names no %s and %s".formatted(file, TO_NUMBER, EXTERNAL_ID));
    }
    return IntStream.range(1, lines.size())
        .filter(line -> !lines.get(line).isBlank())
        .mapToObj(line -> of(columns, cells(lines.get(line)), file + ":" + (line + 1)))
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2) {
        throw new CannotStart(file + " names nobody");
      }
      return lines;
    } catch (IOException e) {
      throw new CannotStart("cannot read " + file + ": " + e, e);
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  private static Person of(List<String> columns, List<String> cells, String place) {
    if (cells.size() != columns.size()) {
      throw new CannotStart(
          "%s has %d cells, not %d".formatted(place, cells.size(), columns.size()));
    }
    Map<String, String> row = new LinkedHashMap<>();
    IntStream.range(0, cells.size()).forEach(i -> row.put(columns.get(i), cells.get(i)));
    String toNumber = Objects.requireNonNull(row.remove(TO_NUMBER));
    String externalId = Objects.requireNonNull(row.remove(EXTERNAL_ID));
    return new Person(toNumber, externalId, row);
  }

  /** SHA-256 in hex. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
