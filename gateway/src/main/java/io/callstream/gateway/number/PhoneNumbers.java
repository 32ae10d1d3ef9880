package io.callstream.gateway.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks of telephone numbers. They must be written in E.164: the country is never guessed. */
public final class PhoneNumbers {

  /** How every message about a number that is none begins (CONTRACT.md, "HTTP"). */
  public static final String INVALID = "Invalid phone number format";

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{1,14}");

  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
  private static final Set<Integer> CALLING_CODES = NUMBERS.getSupportedCallingCodes();
  private static final int CALLING_CODE_DIGITS = 3;

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

  /**
   * The library's own reading of free text takes several times as long as all else that an upload
   * does to a row, and there is nothing free about E.164.
   */
  private static boolean isAssigned(String e164) {
    int code = 0;
    for (int i = 1; i <= Math.min(CALLING_CODE_DIGITS, e164.length() - 2); i++) {
      code = 10 * code + Character.digit(e164.charAt(i), 10);
      if (CALLING_CODES.contains(code)) {
        return NUMBERS.isValidNumber(number(code, e164.substring(i + 1)));
      }
    }
    return false;
  }

  private static PhoneNumber number(int code, String rest) {
    var number = new PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong(rest));
    int zeros = 0;
    while (zeros < rest.length() - 1 && rest.charAt(zeros) == '0') {
      zeros++;
    }
    return zeros == 0 ? number : number.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros);
  }
}
