package io.callstream.hours;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When somebody may be called, by the clocks where they live. Where more than one zone is possible
 * it must be the hour in all of them; where none is known, never.
 *
 * @param from first minute of the day, 0 to 1439
 * @param to the minute after the last, 1 to 1440
 * @param holidays local dates without calls
 */
public record CallingHours(Set<DayOfWeek> days, int from, int to, Set<LocalDate> holidays) {

  private static final int DAY_MINUTES = 24 * 60;
  private static final int HOUR_MINUTES = 60;

  /** A gap in the hours that is longer is looked at again then. */
  private static final int HORIZON_DAYS = 15;

  /**
   * Of the texts that rules are written in.
   *
   * @param days {@code mon} to {@code sun}
   * @param from {@code HH:MM}
   * @param to {@code HH:MM} up to {@code 24:00}
   * @param holidays {@code YYYY-MM-DD}
   */
  public static CallingHours of(
      Collection<String> days, String from, String to, Collection<String> holidays) {
    return new CallingHours(
        days.stream().map(CallingHours::day).collect(Collectors.toUnmodifiableSet()),
        minutes(from),
        minutes(to),
        holidays.stream().map(LocalDate::parse).collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether it is the hour in each of the zones, of which there is at least one. */
  public boolean open(Instant now, Collection<ZoneId> zones) {
    return !zones.isEmpty() && zones.stream().allMatch(zone -> open(now, zone));
  }

  /**
   * The first moment from now on at which it is the hour in all zones; empty when that lies more
   * than two weeks ahead, or nobody knows the zone.
   */
  public Optional<Instant> next(Instant now, Collection<ZoneId> zones) {
    if (open(now, zones)) {
      return Optional.of(now);
    }
    return zones.stream()
        .flatMap(zone -> beginnings(now, zone))
        .filter(moment -> moment.isAfter(now))
        .sorted()
        .filter(moment -> open(moment, zones))
        .findFirst();
  }

  private boolean open(Instant now, ZoneId zone) {
    var local = now.atZone(zone);
    int minute = local.getHour() * HOUR_MINUTES + local.getMinute();
    return days.contains(local.getDayOfWeek())
        && !holidays.contains(local.toLocalDate())
        && minute >= from
        && minute < to;
  }

  /** Hours begin at their first minute, both times where it comes twice, or when clocks jump. */
  private Stream<Instant> beginnings(Instant now, ZoneId zone) {
    var today = now.atZone(zone).toLocalDate();
    var firsts =
        Stream.iterate(today.minusDays(1), date -> date.plusDays(1))
            .limit(HORIZON_DAYS + 2L)
            .flatMap(date -> firstMinutes(date, zone));
    return Stream.concat(firsts, jumps(now, zone).stream());
  }

  private Stream<Instant> firstMinutes(LocalDate date, ZoneId zone) {
    var first = LocalDateTime.of(date, LocalTime.ofSecondOfDay(from * 60L));
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(first);
    return offsets.stream().map(first::toInstant);
  }

  private static List<Instant> jumps(Instant now, ZoneId zone) {
    var found = new ArrayList<Instant>();
    var end = now.plusSeconds(HORIZON_DAYS * 86_400L);
    ZoneOffsetTransition next = zone.getRules().nextTransition(now);
    while (next != null && next.getInstant().isBefore(end)) {
      found.add(next.getInstant());
      next = zone.getRules().nextTransition(next.getInstant());
    }
    return found;
  }

  private static DayOfWeek day(String name) {
    return Stream.of(DayOfWeek.values())
        .filter(day -> day.name().substring(0, 3).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no day: " + name.toLowerCase(Locale.ROOT)));
  }

  private static int minutes(String time) {
    if (time.equals("24:00")) {
      return DAY_MINUTES;
    }
    var local = LocalTime.parse(time);
    return local.getHour() * HOUR_MINUTES + local.getMinute();
  }
}
