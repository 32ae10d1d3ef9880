package io.callstream.hours;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The zones of each country, of the tz database. */
final class CountryZones {

  private static final Map<String, Set<String>> ZONES = read();

  private CountryZones() {}

  /** The zones of a country by ISO 3166; empty for one that nobody knows. */
  static Set<String> of(String country) {
    return ZONES.getOrDefault(country, Set.of());
  }

  /**
   * Whether a zone is one of other countries alone; not one that nobody knows, such as an old name
   * of a zone: libphonenumber says Truk for what is Chuuk now.
   */
  static boolean foreign(String zone, String country) {
    return !of(country).contains(zone)
        && ZONES.values().stream().anyMatch(zones -> zones.contains(zone));
  }

  private static Map<String, Set<String>> read() {
    try (var in = CountryZones.class.getResourceAsStream("zones.tab")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", 2))
          .collect(
              Collectors.groupingBy(
                  line -> line[0], Collectors.mapping(line -> line[1], Collectors.toSet())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
