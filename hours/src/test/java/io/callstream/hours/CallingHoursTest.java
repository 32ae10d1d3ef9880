package io.callstream.hours;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nobody is called outside the hours where they live, whatever the clocks do. */
class CallingHoursTest {

  private static final int CASES = Integer.getInteger("hours.cases", 100_000);
  private static final DateTimeFormatter WALL =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final CallingHours OFFICE =
      CallingHours.of(List.of("mon", "tue", "wed", "thu", "fri"), "09:00", "17:30", List.of());
  private static final List<String> ZONES =
      List.of(
          "America/New_York",
          "America/Los_Angeles",
          "America/Phoenix",
          "America/Halifax",
          "America/St_Johns",
          "America/Sao_Paulo",
          "America/Santiago",
          "America/Havana",
          "Europe/London",
          "Europe/Berlin",
          "Europe/Lisbon",
          "Africa/Cairo",
          "Africa/Casablanca",
          "Asia/Jerusalem",
          "Asia/Beirut",
          "Asia/Kolkata",
          "Asia/Kathmandu",
          "Australia/Sydney",
          "Australia/Lord_Howe",
          "Pacific/Auckland");

  @Test
  void theHourIsTheCalleesOwn() {
    var monday = Instant.parse("2026-11-23T14:00:00Z");

    assertThat(OFFICE.open(monday, zones("America/New_York"))).isTrue();
    assertThat(OFFICE.open(monday, zones("America/Los_Angeles"))).isFalse();
    assertThat(OFFICE.open(monday, zones("America/New_York", "America/Los_Angeles"))).isFalse();
    assertThat(OFFICE.next(monday, zones("America/New_York", "America/Los_Angeles")))
        .contains(Instant.parse("2026-11-23T17:00:00Z"));
    assertThat(OFFICE.open(monday, List.of())).as("nobody knows the zone").isFalse();
    assertThat(OFFICE.next(monday, List.of())).isEmpty();
  }

  @Test
  void holidaysAndWeekendsAreLeftOut() {
    var hours =
        CallingHours.of(
            List.of("mon", "tue", "wed", "thu", "fri"), "09:00", "17:30", List.of("2026-12-25"));
    var christmas = Instant.parse("2026-12-25T12:00:00Z");

    assertThat(hours.open(christmas, zones("Europe/Berlin"))).isFalse();
    assertThat(hours.next(christmas, zones("Europe/Berlin")))
        .contains(Instant.parse("2026-12-28T08:00:00Z"));
  }

  @Test
  void hoursThatComeTwiceBeginTwice() {
    var hours = CallingHours.of(List.of("sun"), "01:30", "02:00", List.of());
    var zone = zones("America/New_York");
    var between = Instant.parse("2026-11-01T06:10:00Z");

    assertThat(hours.open(Instant.parse("2026-11-01T05:45:00Z"), zone)).isTrue();
    assertThat(hours.open(between, zone)).isFalse();
    assertThat(hours.next(between, zone)).contains(Instant.parse("2026-11-01T06:30:00Z"));
  }

  @Test
  void hoursThatAreSkippedBeginAfterTheJump() {
    var hours = CallingHours.of(List.of("sun"), "02:15", "04:00", List.of());
    var before = Instant.parse("2026-03-08T06:50:00Z");

    assertThat(hours.next(before, zones("America/New_York")))
        .contains(Instant.parse("2026-03-08T07:00:00Z"));
  }

  /** {@code -Dhours.cases=1000000} for the whole of them. */
  @Test
  void agreesWithASlowOracleAlsoWhenClocksChange() {
    var random = new Random(20261121);
    for (int i = 0; i < CASES; i++) {
      var zones = zones(random);
      var days = DAYS.subList(random.nextInt(4), 4 + random.nextInt(4));
      int from = random.nextInt(1_439);
      int to = from + 1 + random.nextInt(1_440 - from);
      var now = near(zones.getFirst(), random);
      var holidays =
          random.nextInt(8) == 0 ? List.of(day(now, zones.getLast())) : List.<String>of();
      var hours = CallingHours.of(days, text(from), text(to), holidays);

      boolean open = hours.open(now, zones);

      boolean expected =
          zones.stream().allMatch(zone -> oracle(days, holidays, from, to, now, zone));
      if (open != expected) {
        throw new AssertionError(
            "%s, without %s, of %s at %s: %s".formatted(hours, holidays, zones, now, open));
      }
      if (i % 500 == 0) {
        nextIsTheFirstOpenMinute(hours, now, zones);
      }
    }
  }

  private static List<ZoneId> zones(Random random) {
    return random
        .ints(1L + random.nextInt(3), 0, ZONES.size())
        .mapToObj(n -> ZoneId.of(ZONES.get(n)))
        .toList();
  }

  private static String day(Instant now, ZoneId zone) {
    return now.atZone(zone).toLocalDate().toString();
  }

  /** Empty when there is none within two weeks. */
  private static void nextIsTheFirstOpenMinute(
      CallingHours hours, Instant now, List<ZoneId> zones) {
    var found = hours.next(now, zones);
    var end = found.orElse(now.plus(14, ChronoUnit.DAYS));
    var moment = now;
    while (moment.isBefore(end)) {
      assertThat(hours.open(moment, zones)).as("%s in %s at %s", hours, zones, moment).isFalse();
      moment = moment.plusSeconds(60).truncatedTo(ChronoUnit.MINUTES);
    }
    found.ifPresent(
        at -> assertThat(hours.open(at, zones)).as("%s in %s at %s", hours, zones, at).isTrue());
  }

  /** Every other one within a day of a change of clocks. */
  private static Instant near(ZoneId zone, Random random) {
    var any = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(2 * 365 * 86_400));
    var next = zone.getRules().nextTransition(any);
    return next == null || random.nextBoolean()
        ? any
        : next.getInstant().plusSeconds(random.nextInt(2 * 86_400) - 86_400L);
  }

  /** By the text that a clock on the wall would show. */
  private static boolean oracle(
      List<String> days, List<String> holidays, int from, int to, Instant now, ZoneId zone) {
    var shown = WALL.format(now.atZone(zone)).toLowerCase(Locale.ROOT);
    return days.contains(shown.substring(0, 3))
        && !holidays.contains(day(now, zone))
        && shown.substring(4).compareTo(text(from)) >= 0
        && shown.substring(4).compareTo(text(to)) < 0;
  }

  private static String text(int minute) {
    return "%02d:%02d".formatted(minute / 60, minute % 60);
  }

  private static List<ZoneId> zones(String... names) {
    return List.of(names).stream().map(ZoneId::of).toList();
  }
}
