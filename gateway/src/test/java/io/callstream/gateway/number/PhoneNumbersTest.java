package io.callstream.gateway.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumbersTest {

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
}
