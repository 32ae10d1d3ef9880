package io.callstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {

  private static final Map<String, String> LEAST =
      Map.of(
          "CALLSTREAM_ADMIN_KEY",
          "admin_key_1",
          "RETELL_API_KEY",
          "key_1",
          "RETELL_BASE_URL",
          "http://127.0.0.1:8090");

  @Test
  void theRestHasDefaults() {
    var settings = settings(Map.of());

    assertThat(settings.serverPort()).isEqualTo(8080);
    assertThat(settings.managementPort()).isEqualTo(8081);
    assertThat(settings.redelivery().after()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.calls().fromNumber()).isNull();
    assertThat(settings.calls().agentId()).isNull();
    assertThat(settings.webhooks().keys()).containsExactly("key_1");
    assertThat(settings.webhooks().installation()).isEqualTo("default");
  }

  @Test
  void keysOfWebhooksAreTheirOwnListOrTheApiKeyUnderEitherName() {
    assertThat(settings(Map.of("RETELL_WEBHOOK_KEYS", "a, b ,")).webhooks().keys())
        .isEqualTo(List.of("a", "b"));
    assertThat(settings(Map.of("RETELL_API_KEY", "", "RETELLAI_API_KEY", "c")).webhooks().keys())
        .isEqualTo(List.of("c"));
  }

  @ParameterizedTest
  @CsvSource({
    "CALLSTREAM_ADMIN_KEY, ''",
    "RETELL_FROM_NUMBER, 2125550100",
    "SERVER_PORT, 70000",
    "REQUEST_REAPPEND_AFTER, soon",
    "WEB_CALL_ORIGINS, https://shop.example/",
    "WEB_CALL_ORIGINS, shop.example",
    "WEB_CALL_ORIGINS, HTTPS://Shop.example",
    "RETELL_WEB_CALL_VERSION, v1",
  })
  void whatCannotBeIsNamed(String name, String value) {
    assertThatThrownBy(() -> settings(Map.of(name, value)))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessageContaining(name);
  }

  @Test
  void withoutAnyWebhookKeyThereIsNoGateway() {
    assertThatThrownBy(() -> settings(Map.of("RETELL_API_KEY", "", "RETELL_WEBHOOK_KEYS", " , ")))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessageContaining("RETELL_WEBHOOK_KEYS");
  }

  @Test
  void atRetellItselfTheInstallationHasAName() {
    assertThatThrownBy(() -> settings(Map.of("RETELL_BASE_URL", "https://api.retellai.com")))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessageContaining("CALLSTREAM_INSTALLATION");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(settings(Map.of()).toString()).doesNotContain("key_1").doesNotContain("admin_key_1");
  }

  private static GatewaySettings settings(Map<String, String> more) {
    var all = new HashMap<>(LEAST);
    all.putAll(more);
    return GatewaySettings.from(Environment.of(all));
  }
}
