package io.callstream.gateway.rule;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.CampaignWindow;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads windows of calling hours. All hours are possible, but must be said. */
public final class WindowReader {

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final String MIDNIGHT = "24:00";
  private static final int HOLIDAYS_MAX = 1_000;
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private WindowReader() {}

  /** The window of a single call. */
  public static CallWindow ofCall(Fields fields) {
    fields.onlyKnown(Set.of("days", "from", "to", "timezone"));
    return hours(fields, zone(fields, "timezone"));
  }

  /** The window of a campaign. */
  public static CampaignWindow ofCampaign(Fields fields) {
    fields.onlyKnown(Set.of("days", "from", "to", "holidays", "countries"));
    var hours = hours(fields, null);
    return new CampaignWindow(
        hours.days(), hours.from(), hours.to(), holidays(fields), countries(fields));
  }

  /** Whether these days and hours let people be called at night and at weekends. */
  public static boolean allHours(Collection<String> days, String from, String to) {
    return Set.copyOf(days).size() == DAYS.size() && from.equals("00:00") && to.equals(MIDNIGHT);
  }

  /** A zone by its IANA name, UTC among them; offsets are no zones. */
  public static boolean isZone(String name) {
    return ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith("SystemV/");
  }

  private static @Nullable String zone(Fields fields, String name) {
    var zone = fields.text(name, 64);
    if (zone != null && !isZone(zone)) {
      fields.wrong(name, "Must be an IANA time zone such as Europe/Berlin");
    }
    return zone;
  }

  private static CallWindow hours(Fields fields, @Nullable String zone) {
    var days = fields.texts("days", DAYS.size());
    if (days.isEmpty() || !DAYS.containsAll(days)) {
      fields.wrong("days", "Must name at least one of " + String.join(", ", DAYS));
    }
    var from = time(fields, "from", false);
    var to = time(fields, "to", true);
    if (from.compareTo(to) >= 0) {
      fields.wrong("to", "Must be later than from");
    }
    return new CallWindow(days.stream().distinct().toList(), from, to, zone);
  }

  private static String time(Fields fields, String name, boolean midnight) {
    var text = Objects.requireNonNullElse(fields.text(name, 5), "");
    if (!TIME.matcher(text).matches() && !(midnight && text.equals(MIDNIGHT))) {
      fields.wrong(name, "Must be a time of day such as 09:30" + (midnight ? ", up to 24:00" : ""));
      return midnight ? MIDNIGHT : "00:00";
    }
    return text;
  }

  private static List<String> holidays(Fields fields) {
    var dates = fields.texts("holidays", HOLIDAYS_MAX);
    if (!dates.stream().allMatch(WindowReader::isDate)) {
      fields.wrong("holidays", "Must be dates such as 2027-12-25");
    }
    return dates;
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).toString().equals(text);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Map<String, CallWindow> countries(Fields fields) {
    var windows = new LinkedHashMap<String, CallWindow>();
    fields
        .object("countries")
        .ifPresent(countries -> {
          for (var country : countries.names()) {
            if (!COUNTRIES.contains(country)) {
              countries.wrong(country, "Must be a country's two letters by ISO 3166");
            }
            countries
                .object(country)
                .ifPresent(inner -> {
                  inner.onlyKnown(Set.of("days", "from", "to", "timezone"));
                  if (inner.present("timezone") != null) {
                    inner.wrong(
                        "timezone", "A country's hours are those of each callee's own zone");
                  }
                  windows.put(country, hours(inner, null));
                });
          }
        });
    return windows;
  }
}
