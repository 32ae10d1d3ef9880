package io.callstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\": [1, 1.5, 1e300, -0, null, true, \"Zoë 👍 \\ud83d\\udc4d\"]}",
        "{\"a\": 1e399}",
      })
  void findsNothingInWhatCanBeKept(String json) {
    assertThat(Storable.problems(Json.tree(json.getBytes(StandardCharsets.UTF_8)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": \"\\u0000\"} | $.a",
        "{\"a\": [1, {\"b\": \"x\\udc4d\"}]} | $.a[1].b",
        "{\"a\": 1e401} | $.a",
        "{\"a\": 1e-401} | $.a",
        "{\"a\": 1e2147483647} | $.a",
        "{\"a\": 1e-2147483647} | $.a",
      })
  void saysWhereTheRestIs(String json, String path) {
    assertThat(Storable.problems(Json.tree(json.getBytes(StandardCharsets.UTF_8))))
        .extracting(FieldError::field)
        .containsExactly(path);
  }

  @Test
  void refusesWhatIsNestedDeeperThanReadersGo() {
    assertThat(Storable.problems(Json.tree(nested(32)))).isEmpty();
    assertThat(Storable.problems(Json.tree(nested(33)))).hasSize(1);
  }

  private static byte[] nested(int levels) {
    return ("[".repeat(levels - 1) + "1" + "]".repeat(levels - 1)).getBytes(StandardCharsets.UTF_8);
  }
}
