package io.callstream.sandbox.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers which numbers have had their one 429; the oldest are forgotten. */
final class Throttled {

  private static final int REMEMBERED_MAX = 100_000;

  private final Map<String, Boolean> numbers = new LinkedHashMap<>();

  /** Whether this is the number's first create. */
  synchronized boolean first(String number) {
    boolean first = numbers.put(number, true) == null;
    if (numbers.size() > REMEMBERED_MAX) {
      numbers.remove(numbers.keySet().iterator().next());
    }
    return first;
  }
}
