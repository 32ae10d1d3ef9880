package io.callstream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        ",",
        "nonsense:port",
        "localhost:0",
        "localhost:65536",
        "localhost:9092,localhost",
        "localhost:",
        ":9092",
        "local host:9092",
        "http://localhost:9092/",
      })
  void serversThatCannotBeAreNamed(String servers) {
    assertThatThrownBy(() -> settings(servers))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessageStartingWith("KAFKA_BOOTSTRAP_SERVERS ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:9092",
        "kafka-1.example.com:65535",
        "not-known-yet.invalid:9092",
        "[::1]:9092",
        "PLAINTEXT://localhost:9092",
        "one:9092,other:9093",
      })
  void serversThatCanBeAreTakenAsTheyAre(String servers) {
    assertThat(settings(servers).bootstrapServers()).isEqualTo(servers);
  }

  @Test
  void blanksEmptyPartsAndRepeatsAreLeftOut() {
    assertThat(settings("one:9092, other:9092,,one:9092 ").bootstrapServers())
        .isEqualTo("one:9092,other:9092");
  }

  private static KafkaSettings settings(String servers) {
    return KafkaSettings.from(Environment.of(Map.of("KAFKA_BOOTSTRAP_SERVERS", servers)));
  }
}
