package io.callstream.chaos.nemesis;

import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.crash.CrashPoint;
import io.callstream.chaos.proxy.LinkMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What is done and when: a function of the seed alone.
 *
 * @param strikes in the order of their times
 */
public record Schedule(List<Timed> strikes) {

  private static final String DISPATCHER = "dispatcher";

  /** Of the load's time: what strikes last still strikes a system at work. */
  private static final double BEGUN_BY = 0.7;

  /** A strike and its time from the beginning. */
  public record Timed(Duration at, Strike strike) {}

  /** Draws what the faults are. */
  private record Draw(
      Topology topology, Duration longest, RandomGenerator random, Deck<CrashPoint> points) {

    private static final int ANSWERS_MAX = 3;

    /** Nobody dials while the database, Kafka and the gateways start again. */
    private static final Duration ANSWERS_AWAITED = Duration.ofMinutes(1);

    Strike strike(FaultKind kind) {
      return switch (kind) {
        case KILL -> new Strike.Kill(oneOf(topology.parts()));
        case CRASH -> new Strike.Crash(points.next());
        case TERM -> new Strike.Terminate(oneOf(topology.parts()));
        case PAUSE -> new Strike.Pause(oneOf(topology.parts()), length(1_000, 60_000));
        case LINK -> new Strike.Hurt(oneOf(topology.links()), mode(), length(200, 12_000));
        case LOST_ANSWER ->
            new Strike.LoseAnswers(random.nextInt(1, ANSWERS_MAX + 1), ANSWERS_AWAITED);
        case SLOT -> new Strike.DropSlot("slot");
        case KAFKA ->
            new Strike.RestartBroker(
                random.nextInt(1, topology.brokers() + 1), random.nextInt(4) > 0);
        case POSTGRES -> new Strike.RestartDatabase(random.nextInt(4) > 0);
      };
    }

    private LinkMode mode() {
      return switch (random.nextInt(7)) {
        case 0 -> new LinkMode.Refuse();
        case 1 -> new LinkMode.Hang();
        case 2 -> new LinkMode.DropAnswer("");
        case 3 -> new LinkMode.CutAfter(random.nextInt(0, 2_000));
        case 4 -> new LinkMode.Reset();
        case 5 -> new LinkMode.Drip(random.nextInt(1, 200));
        default -> new LinkMode.Latency(Duration.ofMillis(random.nextInt(1, 800)));
      };
    }

    /** Short ones are more frequent than long ones, and none is longer than the run bears. */
    private Duration length(int fromMillis, int toMillis) {
      double drawn = random.nextDouble() * random.nextDouble();
      long millis = Math.round(fromMillis + drawn * (toMillis - fromMillis));
      return Duration.ofMillis(Math.min(millis, longest.toMillis()));
    }

    private <T> T oneOf(List<T> things) {
      return things.get(random.nextInt(things.size()));
    }
  }

  /** Those between the gate and the record come first: there a ring is lost or doubled. */
  private static Deck<CrashPoint> points(RandomGenerator random) {
    Map<Boolean, List<CrashPoint>> points =
        Arrays.stream(CrashPoint.values())
            .collect(Collectors.partitioningBy(point -> point.service().equals(DISPATCHER)));
    return new Deck<>(
        List.of(points.getOrDefault(true, List.of()), points.getOrDefault(false, List.of())),
        random);
  }

  /** Deals all cards of each suit in turn, shuffled, before one comes again. */
  private static final class Deck<T> {
    private final List<T> cards = new ArrayList<>();
    private int dealt;

    Deck(List<List<T>> suits, RandomGenerator random) {
      for (List<T> suit : suits) {
        List<T> shuffled = new ArrayList<>(suit);
        Collections.shuffle(shuffled, random);
        cards.addAll(shuffled);
      }
    }

    T next() {
      return cards.get(dealt++ % cards.size());
    }
  }

  /** The same strikes in the same order, that far from one another. */
  public Schedule every(Duration between) {
    List<Timed> spread = new ArrayList<>();
    for (Timed timed : strikes) {
      spread.add(new Timed(between.multipliedBy(spread.size() + 1L), timed.strike()));
    }
    return new Schedule(List.copyOf(spread));
  }

  /**
   * How long a create may be held back on its way by what is done to who sends it and to its link;
   * nothing when neither is paused or hurt.
   */
  public Duration holdsCreates() {
    return longest(strike ->
            strike instanceof Strike.Pause pause && pause.target().startsWith(DISPATCHER)
                ? pause.length()
                : Duration.ZERO)
        .plus(
            longest(strike ->
                strike instanceof Strike.Hurt hurt && hurt.target().equals(Topology.DIALS)
                    ? hurt.length()
                    : Duration.ZERO));
  }

  private Duration longest(Function<Strike, Duration> length) {
    return strikes.stream()
        .map(timed -> length.apply(timed.strike()))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * Draws the strikes.
   *
   * @param length of the load; the strikes begin well within it
   */
  public static Schedule of(long seed, FaultMix mix, Duration length, Topology topology) {
    RandomGenerator random = new SplittableRandom(seed);
    Draw draw = new Draw(topology, length.dividedBy(3), random, points(random));
    List<Timed> strikes = new ArrayList<>();
    long last = Math.round(length.toMillis() * BEGUN_BY);
    for (FaultKind kind : mix.kinds(random)) {
      Duration at = Duration.ofMillis(random.nextLong(last));
      strikes.add(new Timed(at, draw.strike(kind)));
    }
    strikes.sort(Comparator.comparing(Timed::at));
    return new Schedule(List.copyOf(strikes));
  }
}
