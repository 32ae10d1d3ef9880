package io.callstream.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;

/** The golden files are the promise to whoever reads our topics: a change here breaks readers. */
class MessagesTest {

  @ParameterizedTest
  @CsvSource({
    "place_call, io.callstream.contracts.CallCommand",
    "request_cancelled, io.callstream.contracts.CallCommand",
    "request_undeliverable, io.callstream.contracts.CallCommand",
    "placed, io.callstream.contracts.DispatchSignal",
    "ended_asked, io.callstream.contracts.DispatchSignal",
    "ended_assumed, io.callstream.contracts.DispatchSignal",
    "retry_scheduled, io.callstream.contracts.DispatchSignal",
    "request_completed, io.callstream.contracts.DispatchSignal",
    "heartbeat, io.callstream.contracts.DispatchSignal",
    "call_event, io.callstream.contracts.CallEvent",
    "call_event_merged, io.callstream.contracts.CallEvent",
  })
  void goldenFileIsReadAndWrittenBackTheSame(String file, Class<?> type) throws IOException {
    var golden = golden(file);

    var written = Json.bytes(Json.read(golden, type));

    assertThat(Json.tree(written)).isEqualTo(Json.tree(golden));
    assertThat(new String(written, StandardCharsets.UTF_8))
        .as("fractions keep their digits")
        .doesNotContain("E");
  }

  @Test
  void unknownFieldIsTolerated() throws IOException {
    var withMore =
        new String(golden("heartbeat"), StandardCharsets.UTF_8)
            .replace("\"timeline_id\"", "\"later\": {\"x\": 1}, \"timeline_id\"");

    assertThat(Json.read(withMore.getBytes(StandardCharsets.UTF_8), DispatchSignal.class))
        .isEqualTo(Json.read(golden("heartbeat"), DispatchSignal.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"a\":1,\"a\":2}", "{} {}", "{\"a\":", "[1e", "nul"})
  void whatIsNotOneStrictDocumentIsRefused(String text) {
    assertThatThrownBy(() -> Json.tree(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(JacksonException.class);
  }

  private static byte[] golden(String file) throws IOException {
    try (var in = MessagesTest.class.getResourceAsStream("/golden/" + file + ".json")) {
      return java.util.Objects.requireNonNull(in, file).readAllBytes();
    }
  }
}
