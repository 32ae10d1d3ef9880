package io.callstream.hours;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a number may be. libphonenumber knows the zones of an area, and of a country where the area
 * is not known.
 */
public final class Zones {

  private static final String NO_REGION = "ZZ";

  private Zones() {}

  /**
   * All zones in which the callee may live; empty when nobody knows.
   *
   * @param own the callee's own zone, in place of those of the number
   */
  public static List<ZoneId> of(String e164, @Nullable String own) {
    return own != null ? zones(List.of(own)) : parse(e164).map(Zones::zones).orElse(List.of());
  }

  /** The callee's country by ISO 3166; empty when the number belongs to none. */
  public static Optional<String> country(String e164) {
    return parse(e164)
        .map(PhoneNumberUtil.getInstance()::getRegionCodeForNumber)
        .filter(region -> region != null && region.length() == 2 && !region.equals(NO_REGION));
  }

  private static List<ZoneId> zones(PhoneNumber number) {
    var names = PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForNumber(number);
    return names.contains(PhoneNumberToTimeZonesMapper.getUnknownTimeZone())
        ? List.of()
        : zones(ofCountry(number, names));
  }

  /** Where the area is not known, the names are those of all countries with the calling code. */
  private static List<String> ofCountry(PhoneNumber number, List<String> names) {
    var country = PhoneNumberUtil.getInstance().getRegionCodeForNumber(number);
    if (country == null || CountryZones.of(country).isEmpty()) {
      return names;
    }
    var own = names.stream().filter(name -> !CountryZones.foreign(name, country)).toList();
    return own.isEmpty() ? names : own;
  }

  /** One name that this machine does not know makes the whole answer unknown. */
  private static List<ZoneId> zones(List<String> names) {
    var zones = new ArrayList<ZoneId>();
    for (var name : names) {
      try {
        zones.add(ZoneId.of(name));
      } catch (DateTimeException e) {
        return List.of();
      }
    }
    return List.copyOf(zones);
  }

  private static Optional<PhoneNumber> parse(String e164) {
    try {
      return Optional.of(PhoneNumberUtil.getInstance().parse(e164, NO_REGION));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
