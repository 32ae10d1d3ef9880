package io.callstream.runtime.environment;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings a process was started with (CONTRACT.md, "Environment of every jar"). A blank value
 * counts as missing. Every reading method throws {@link ImpossibleSetting} for a value that cannot
 * be.
 */
public final class Environment {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final Map<String, String> values;

  private Environment(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** The environment of this process. */
  public static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /** Settings given as a map, for a service started inside another process. */
  public static Environment of(Map<String, String> values) {
    return new Environment(values);
  }

  /** The trimmed value of the first of these names that has one. */
  public Optional<String> text(String name, String... aliases) {
    return value(name).or(() -> Arrays.stream(aliases).flatMap(a -> value(a).stream()).findFirst());
  }

  /** As {@link #text}, but refuses to go on without a value. */
  public String required(String name, String... aliases) {
    return text(name, aliases).orElseThrow(() -> new ImpossibleSetting(name, "is not set"));
  }

  /** The value, or the default. */
  public String textOr(String name, String otherwise) {
    return value(name).orElse(otherwise);
  }

  /** One of the given words, or the first of them when there is no value. */
  public String oneOf(String name, String otherwise, String... others) {
    String given = textOr(name, otherwise);
    if (given.equals(otherwise) || List.of(others).contains(given)) {
      return given;
    }
    throw new ImpossibleSetting(
        name, "must be one of " + otherwise + ", " + String.join(", ", others));
  }

  /** A whole number within the bounds, both allowed. */
  public int integer(String name, int otherwise, int min, int max) {
    return optionalInteger(name, min, max).orElse(otherwise);
  }

  /** A whole number within the bounds, both allowed; empty when there is no value. */
  public OptionalInt optionalInteger(String name, int min, int max) {
    Optional<String> given = value(name);
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(given.get());
      if (number >= min && number <= max) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException _) {
      // Refused below, with the same words as a number out of bounds.
    }
    throw new ImpossibleSetting(name, "must be a whole number from " + min + " to " + max);
  }

  /** A decimal number above zero and at most {@code max}. */
  public BigDecimal positive(String name, BigDecimal otherwise, BigDecimal max) {
    Optional<String> given = value(name);
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      var number = new BigDecimal(given.get());
      if (number.signum() > 0 && number.compareTo(max) <= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Refused below, with the same words as a number out of bounds.
    }
    throw new ImpossibleSetting(
        name, "must be a number above 0 and at most " + max.toPlainString());
  }

  /** A duration above zero, written {@code 250ms}, {@code 30s}, {@code 15m} or {@code 2h}. */
  public Duration duration(String name, Duration otherwise) {
    return value(name).map(text -> parseDuration(name, text)).orElse(otherwise);
  }

  /** The parts between commas, trimmed, blanks left out; empty when there is no value. */
  public List<String> list(String name, String... aliases) {
    return text(name, aliases).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::trim)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** An absolute {@code http} or {@code https} address with a host; a slash at its end is cut. */
  public URI uri(String name, URI otherwise) {
    return value(name).map(text -> parseUri(name, text)).orElse(otherwise);
  }

  /** {@code true} or {@code false}; false when there is no value. */
  public boolean flag(String name) {
    return oneOf(name, "false", "true").equals("true");
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(String::trim).filter(v -> !v.isEmpty());
  }

  private static Duration parseDuration(String name, String text) {
    Matcher parts = DURATION.matcher(text);
    long amount = parts.matches() ? Long.parseLong(parts.group(1)) : 0;
    if (amount == 0) {
      throw new ImpossibleSetting(name, "must be a duration such as 250ms, 30s, 15m or 2h");
    }
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static URI parseUri(String name, String text) {
    try {
      var uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Refused below, with the same words as an address of another kind.
    }
    throw new ImpossibleSetting(name, "must be an address beginning http:// or https://");
  }
}
