package io.callstream.chaos.nemesis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** How many faults of which kind: {@code 40} for a mix by shares, or {@code kill=10,pause=5}. */
public record FaultMix(String text) {

  /**
   * @throws IllegalArgumentException when it is neither
   */
  public FaultMix {
    if (!text.matches("\\d{1,6}|[a-z-]+=\\d{1,6}(,[a-z-]+=\\d{1,6})*")) {
      throw new IllegalArgumentException(
          "faults: a number, or kind=number,… of the kinds " + words());
    }
    named(text);
  }

  private static String words() {
    return Arrays.stream(FaultKind.values()).map(FaultKind::word).collect(Collectors.joining(", "));
  }

  /** The kinds, one for each fault, in no order. */
  List<FaultKind> kinds(RandomGenerator random) {
    Map<FaultKind, Integer> counts = named(text);
    List<FaultKind> kinds = new ArrayList<>();
    if (counts.isEmpty()) {
      for (int n = Integer.parseInt(text); n > 0; n--) {
        kinds.add(byShare(random));
      }
    }
    counts.forEach((kind, count) -> {
      for (int n = 0; n < count; n++) {
        kinds.add(kind);
      }
    });
    return kinds;
  }

  private static Map<FaultKind, Integer> named(String text) {
    Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    if (!text.contains("=")) {
      return counts;
    }
    for (String item : text.split(",", -1)) {
      String[] sides = item.split("=", -1);
      FaultKind kind =
          Arrays.stream(FaultKind.values())
              .filter(one -> one.word().equals(sides[0]))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "no fault %s; kinds: %s".formatted(sides[0], words())));
      counts.merge(kind, Integer.parseInt(sides[1]), Integer::sum);
    }
    return counts;
  }

  private static FaultKind byShare(RandomGenerator random) {
    int all = Arrays.stream(FaultKind.values()).mapToInt(FaultKind::share).sum();
    int drawn = random.nextInt(all);
    for (FaultKind kind : FaultKind.values()) {
      drawn -= kind.share();
      if (drawn < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("shares do not add up");
  }
}
