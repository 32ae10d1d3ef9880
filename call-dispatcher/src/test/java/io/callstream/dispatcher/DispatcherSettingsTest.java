package io.callstream.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatcherSettingsTest {

  private static final Map<String, String> ENOUGH =
      Map.of("RETELL_API_KEY", "key", "CALLSTREAM_INSTALLATION", "ours");

  @Test
  void theDefaultsAreThoseOfTheContract() {
    var settings = settings(Map.of());

    assertThat(settings.gate().perSecond()).isEqualTo(BigDecimal.ONE);
    assertThat(settings.gate().unanswered()).isEqualTo(5);
    assertThat(settings.gate().writeLimit()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.gate().lease()).isEqualTo(Duration.ofSeconds(130));
    assertThat(settings.readTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.concurrency()).isEmpty();
    assertThat(settings.waits().throttleSettle()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.waits().askUnknown().first()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.waits().abandonAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.waits().askPlaced().first()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.waits().askPlaced().longest()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.waits().ringMax()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.waits().lengthMax()).isEqualTo(Duration.ofHours(2));
    assertThat(settings.line().rest().first()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.line().rest().longest()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.account().baseUrl()).hasToString("https://api.retellai.com");
  }

  @Test
  void theKeyHasTwoNames() {
    var environment =
        Environment.of(Map.of("RETELLAI_API_KEY", "other", "CALLSTREAM_INSTALLATION", "ours"));

    assertThat(DispatcherSettings.from(environment, UUID.randomUUID()).account().apiKey())
        .isEqualTo("other");
  }

  @ParameterizedTest
  @CsvSource({
    "RETELL_API_KEY,'',RETELL_API_KEY",
    "RETELL_API_KEY,two words,RETELL_API_KEY",
    "CALLSTREAM_INSTALLATION,default,CALLSTREAM_INSTALLATION",
    "DIAL_PER_SECOND,0,DIAL_PER_SECOND",
    "DIAL_UNANSWERED,0,DIAL_UNANSWERED",
    "DIAL_CONCURRENCY,-1,DIAL_CONCURRENCY",
    "DIAL_LEASE,119s,DIAL_LEASE",
    "DIAL_ABANDON_AFTER,soon,DIAL_ABANDON_AFTER",
    "RETELL_BASE_URL,ftp://x,RETELL_BASE_URL"
  })
  void aMissingOrImpossibleValueIsNamed(String name, String value, String named) {
    assertThatThrownBy(() -> settings(Map.of(name, value)))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessageContaining(named);
  }

  @Test
  void lanesFollowTheRateUpToWhatMayBeUnanswered() {
    assertThat(settings(Map.of()).gate().lanes()).isLessThanOrEqualTo(2);
    assertThat(settings(Map.of("DIAL_PER_SECOND", "1000")).gate().lanes()).isEqualTo(5);
    assertThat(settings(Map.of("DIAL_PER_SECOND", "20", "DIAL_UNANSWERED", "1")).gate().lanes())
        .isEqualTo(1);
  }

  private static DispatcherSettings settings(Map<String, String> differing) {
    var values = new HashMap<>(ENOUGH);
    values.putAll(differing);
    return DispatcherSettings.from(Environment.of(values), UUID.randomUUID());
  }
}
