package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-11-21T09:00:00.123456Z",
        "1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z"
      })
  void comesBackAsItWasWritten(Instant at) {
    var cursor = new Cursor(at, UUID.randomUUID());

    assertThat(Cursor.read(cursor.write())).isEqualTo(cursor);
    assertThat(cursor.write()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "!!!!", "AAAA", "f________38AAAAAAAAAAAAAAAAAAAAA"})
  void isNothingElse(String text) {
    assertThat(Cursor.read(text)).isNull();
  }
}
