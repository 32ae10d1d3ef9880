package io.callstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  @Test
  void textIsReadBackTheSame() {
    var text = "0.1.22.333.4.5.6.7.8.9.10.123456789012345678";

    assertThat(Objects.requireNonNull(Position.read(text)).write()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "0.1.2.3.4.5.6.7.8.9.10",
        "0.1.2.3.4.5.6.7.8.9.10.-1",
        "0.1.2.3.4.5.6.7.8.9.10.1234567890123456789",
        "0.1.2.3.4.5.6.7.8.9.10.x"
      })
  void otherTextsAreNone(String text) {
    assertThat(Position.read(text)).isNull();
  }
}
