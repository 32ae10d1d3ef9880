package io.callstream.gateway.number;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumbersTest {

  private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+12125550123",
        "+13105550164",
        "+442079460000",
        "+4915112345678",
        "+61412345678",
        "+18005550199"
      })
  void takesNumbersOfNetworks(String number) {
    assertThat(PhoneNumbers.problem(number)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "2125550123",
        "12125550123",
        "0012125550123",
        "+1 2125550123",
        "+1-212-555-0123",
        "+1(212)5550123",
        "tel:+12125550123",
        "+12125550123;ext=1",
        "+12125550123 ",
        " +12125550123",
        "+0125550123",
        "+1234567890123456",
        "+1212555O123",
        "+１２１２５５５０１２３",
        "\uFF0B12125550123",
        "+12125550123\n",
        "+1212555\u0000123"
      })
  void refusesWhatIsNotWrittenInE164(String number) {
    assertThat(PhoneNumbers.problem(number))
        .get()
        .asString()
        .startsWith("Invalid phone number format: write it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+15551234567",
        "+1212",
        "+4402079460000",
        "+999123456789",
        "+12125",
        "+11234567890"
      })
  void refusesWhatNoNetworkHas(String number) {
    assertThat(PhoneNumbers.problem(number))
        .get()
        .asString()
        .startsWith("Invalid phone number format: no telephone");
  }

  /** Numbers of all networks, right and not quite right. */
  @Test
  void readsANumberAsTheLibraryReadsFreeText() {
    var random = new Random(5);
    var known = examples();
    for (int i = 0; i < 60_000; i++) {
      var number = altered(known.get(random.nextInt(known.size())), random);
      if (PhoneNumbers.isE164(number)) {
        assertThat(PhoneNumbers.problem(number).isEmpty()).as(number).isEqualTo(isValid(number));
      }
    }
  }

  private static List<String> examples() {
    var found = new ArrayList<String>();
    for (var type : PhoneNumberType.values()) {
      for (var region : LIBRARY.getSupportedRegions()) {
        var example = LIBRARY.getExampleNumberForType(region, type);
        if (example != null) {
          found.add(LIBRARY.format(example, PhoneNumberFormat.E164));
        }
      }
    }
    LIBRARY.getSupportedCallingCodes().forEach(code -> found.add("+" + code + "000000000"));
    return found;
  }

  private static String altered(String number, Random random) {
    var text = new StringBuilder(number);
    int place = 1 + random.nextInt(Math.min(6, number.length() - 1));
    var digit = (char) ('0' + random.nextInt(10));
    switch (random.nextInt(4)) {
      case 0 -> text.setCharAt(place, digit);
      case 1 -> text.insert(place, digit);
      case 2 -> text.deleteCharAt(place);
      default -> text.setCharAt(1 + random.nextInt(number.length() - 1), digit);
    }
    return text.toString();
  }

  private static boolean isValid(String e164) {
    try {
      var number = LIBRARY.parse(e164, "ZZ");
      return LIBRARY.isValidNumber(number)
          && LIBRARY.format(number, PhoneNumberFormat.E164).equals(e164);
    } catch (NumberParseException e) {
      return false;
    }
  }
}
