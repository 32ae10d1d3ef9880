package io.callstream.chaos.load;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Whom the calls go to, as a function of the seed. Some people are called by several requests, so
 * that one phone could ring for two at a time.
 */
final class Numbers {

  private static final List<Integer> AREAS =
      List.of(212, 310, 415, 646, 312, 206, 303, 512, 617, 702);

  /** Last two digits (CONTRACT.md, Sandbox) and how often of 100. */
  private static final int[][] BEHAVIOURS = {
    {10, 60}, {20, 5}, {21, 4}, {22, 3}, {23, 4}, {24, 2}, {25, 1}, {26, 2}, {30, 3}, {31, 1},
    {40, 3}, {41, 1}, {42, 1}, {43, 2}, {50, 3}, {51, 2}, {52, 2}, {53, 1}
  };

  /** Calls of one moment. */
  static final int BURST = 4;

  /** Of all but the first of a burst: to the phone of an earlier one of the same burst. */
  private static final int SHARED_PERCENT = 20;

  /** Answered 429 at first: nobody is dialled for a second or two then. */
  private static final int THROTTLED = 40;

  /** Behind so many nobody is answered 429, or most of a long run would be spent waiting. */
  private static final int THROTTLED_AMONG = 200;

  /** Talks, and hangs up. */
  private static final int PLAIN = 10;

  private Numbers() {}

  /** The numbers of so many calls, in their order. */
  static String[] of(long seed, int calls) {
    RandomGenerator random = new SplittableRandom(seed ^ 0x6e756d62657273L);
    String[] numbers = new String[calls];
    for (int n = 0; n < calls; n++) {
      int earlier = n % BURST;
      boolean shared = earlier > 0 && random.nextInt(100) < SHARED_PERCENT;
      numbers[n] =
          shared
              ? numbers[n - 1 - random.nextInt(earlier)]
              : number(n, inLongRuns(n, behaviour(random.nextInt(100))));
    }
    return numbers;
  }

  /** What somebody does who comes that late in the load. */
  static int inLongRuns(int n, int behaviour) {
    return behaviour == THROTTLED && n >= THROTTLED_AMONG ? PLAIN : behaviour;
  }

  /** Rings, and the answer to the create is cut. */
  static boolean unanswered(String number) {
    return number.matches(".*3[01]");
  }

  /** Never rings: a 500 or a 422. */
  static boolean neverMade(String number) {
    return number.matches(".*4[13]");
  }

  /** How many are the second, third… to their phone. */
  static int rivals(String[] numbers) {
    return numbers.length - (int) List.of(numbers).stream().distinct().count();
  }

  /** Exchanges from 200 on, as numbers of North America must have. */
  private static String number(int n, int behaviour) {
    return "+1%d%d%02d%02d"
        .formatted(
            AREAS.get(n % AREAS.size()), 200 + n / 1_000 % 800, n / AREAS.size() % 100, behaviour);
  }

  private static int behaviour(int drawn) {
    int rest = drawn;
    for (int[] behaviour : BEHAVIOURS) {
      rest -= behaviour[1];
      if (rest < 0) {
        return behaviour[0];
      }
    }
    throw new IllegalStateException("the shares do not add up to 100");
  }
}
