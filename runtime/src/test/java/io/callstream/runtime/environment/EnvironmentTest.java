package io.callstream.runtime.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

  private static final URI LOCAL = URI.create("http://127.0.0.1:8080");

  @Test
  void blankCountsAsMissing() {
    Environment environment = Environment.of(Map.of("A", "  ", "B", " b "));

    assertThat(environment.text("A")).isEmpty();
    assertThat(environment.text("A", "B")).contains("b");
    assertThat(environment.textOr("A", "otherwise")).isEqualTo("otherwise");
    refuses(e -> e.required("A"), " ", "A is not set");
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "15m,PT15M", "2h,PT2H"})
  void readsDurations(String text, Duration duration) {
    assertThat(Environment.of(Map.of("A", text)).duration("A", Duration.ofDays(1)))
        .isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "0s", "-1s", "1d", "1.5s", "s", "PT30S", "99999999999h"})
  void refusesWhatIsNoDuration(String text) {
    refuses(
        e -> e.duration("A", Duration.ofDays(1)),
        text,
        "A must be a duration such as 250ms, 30s, 15m or 2h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11", "x", "1.0", "99999999999"})
  void refusesWhatIsNoIntegerWithinTheBounds(String text) {
    refuses(e -> e.integer("A", 5, 1, 10), text, "A must be a whole number from 1 to 10");
  }

  @Test
  void readsIntegersWithinTheBounds() {
    assertThat(Environment.of(Map.of("A", "10")).integer("A", 5, 1, 10)).isEqualTo(10);
    assertThat(Environment.of(Map.of()).integer("A", 5, 1, 10)).isEqualTo(5);
    assertThat(Environment.of(Map.of()).optionalInteger("A", 1, 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "101", "x"})
  void refusesRatesThatCannotBe(String text) {
    refuses(
        e -> e.positive("A", BigDecimal.ONE, new BigDecimal(100)),
        text,
        "A must be a number above 0 and at most 100");
  }

  @Test
  void readsFractions() {
    assertThat(Environment.of(Map.of("A", "0.5")).positive("A", BigDecimal.ONE, BigDecimal.TEN))
        .isEqualByComparingTo("0.5");
  }

  @Test
  void trimsTheListedAndDropsBlanks() {
    assertThat(Environment.of(Map.of("A", " a, ,b ,")).list("A")).containsExactly("a", "b");
    assertThat(Environment.of(Map.of("B", "key")).list("A", "B")).containsExactly("key");
    assertThat(Environment.of(Map.of()).list("A")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org", "ftp://example.org", "http://", "http://a b", "/path"})
  void refusesWhatIsNoWebAddress(String text) {
    refuses(e -> e.uri("A", LOCAL), text, "A must be an address beginning http:// or https://");
  }

  @Test
  void cutsTheSlashAtTheEndOfAnAddress() {
    assertThat(Environment.of(Map.of("A", "https://example.org/x/")).uri("A", LOCAL))
        .isEqualTo(URI.create("https://example.org/x"));
  }

  @Test
  void takesOnlyTheWordsThatAreGiven() {
    assertThat(Environment.of(Map.of()).oneOf("A", "v3", "v2")).isEqualTo("v3");
    assertThat(Environment.of(Map.of("A", "v2")).oneOf("A", "v3", "v2")).isEqualTo("v2");
    refuses(e -> e.oneOf("A", "v3", "v2"), "v4", "A must be one of v3, v2");
    refuses(e -> e.flag("A"), "yes", "A must be one of false, true");
  }

  private static void refuses(Function<Environment, Object> reading, String value, String message) {
    assertThatThrownBy(() -> reading.apply(Environment.of(Map.of("A", value))))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessage(message);
  }
}
