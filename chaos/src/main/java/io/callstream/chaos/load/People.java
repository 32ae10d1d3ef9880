package io.callstream.chaos.load;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Whom a campaign reaches, as a function of the seed: each once, and none of the single calls. */
final class People {

  /** Nobody in {@link Numbers} lives there. */
  private static final List<Integer> AREAS = List.of(907, 208, 406);

  /** Numbers of an area, behaviours apart: those that may begin with 2 to 9. */
  private static final int OF_AN_AREA = 80_000;

  /**
   * Two last digits (CONTRACT.md, Sandbox), each as often as it is here. Were many of them not
   * reached, the campaign would pause itself.
   */
  private static final int[] BEHAVIOURS = {
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 20, 21, 23, 30, 40, 52
  };

  private static final int MAX = 3 * OF_AN_AREA;

  private People() {}

  /**
   * So many numbers.
   *
   * @throws IllegalArgumentException for more than there are
   */
  static List<String> of(long seed, int people) {
    if (people > MAX) {
      throw new IllegalArgumentException("at most " + MAX + " people");
    }
    RandomGenerator random = new SplittableRandom(seed ^ 0x70656f706c65L);
    return IntStream.range(0, people)
        .mapToObj(n ->
            "+1%d%05d%02d"
                .formatted(
                    AREAS.get(n / OF_AN_AREA),
                    20_000 + n % OF_AN_AREA,
                    Numbers.inLongRuns(n, BEHAVIOURS[random.nextInt(BEHAVIOURS.length)])))
        .toList();
  }
}
