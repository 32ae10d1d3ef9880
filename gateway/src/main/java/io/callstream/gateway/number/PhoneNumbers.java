package io.callstream.gateway.number;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks of telephone numbers. They must be written in E.164: the country is never guessed. */
public final class PhoneNumbers {

  /** How every message about a number that is none begins (CONTRACT.md, "HTTP"). */
  public static final String INVALID = "Invalid phone number format";

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{1,14}");

  /** The region for numbers without a country: none, so that such a number is refused. */
  private static final String NO_REGION = "ZZ";

  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  private PhoneNumbers() {}

  /** Whether the text has the form of E.164: a plus, a country, at most 15 digits. */
  public static boolean isE164(String text) {
    return E164.matcher(text).matches();
  }

  /** What is wrong with a number that somebody wants to call or call from; empty when nothing. */
  public static Optional<String> problem(String text) {
    if (!isE164(text)) {
      return Optional.of(
          INVALID + ": write it in E.164, a plus and the country first, such as +12125550123");
    }
    return isAssigned(text)
        ? Optional.empty()
        : Optional.of(INVALID + ": no telephone network has numbers like this one");
  }

  private static boolean isAssigned(String e164) {
    try {
      var number = NUMBERS.parse(e164, NO_REGION);
      return NUMBERS.isValidNumber(number)
          && NUMBERS.format(number, PhoneNumberFormat.E164).equals(e164);
    } catch (NumberParseException e) {
      return false;
    }
  }
}
