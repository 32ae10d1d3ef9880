package io.callstream.local.journey;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers that nobody has called yet; the last two digits say how the sandbox behaves. */
final class Phones {

  private static final List<String> AREAS =
      List.of("212", "310", "415", "646", "312", "206", "303", "512", "617", "702");
  private static final int EXCHANGE = 555;
  private static final int A_THOUSAND = 1_000;
  private static final Map<Integer, AtomicInteger> USED = new ConcurrentHashMap<>();

  private Phones() {}

  /** Answers, talks and hangs up. */
  static String anyone() {
    return ending(10);
  }

  /** A new number with this behaviour (CONTRACT.md, Sandbox). */
  static String ending(int lastTwoDigits) {
    int n = USED.computeIfAbsent(lastTwoDigits, _ -> new AtomicInteger()).getAndIncrement();
    String area = AREAS.get(n / 100 % AREAS.size());
    return "+1%s%d%02d%02d".formatted(area, EXCHANGE - n / A_THOUSAND, n % 100, lastTwoDigits);
  }

  static int behaviour(String number) {
    return Integer.parseInt(number.substring(number.length() - 2));
  }
}
