package io.callstream.projector.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnsweredTest {

  private final Answered answered = new Answered("default");

  @Test
  void hasTheHeadersOfAWebhook() throws Exception {
    assertThat(
            answered
                .message(call("\"duration_ms\":1"), Instant.ofEpochMilli(1_700_000_000_123L))
                .orElseThrow()
                .headers())
        .containsOnlyKeys("callstream-event", "callstream-received-at", "callstream-verdict")
        .containsEntry("callstream-received-at", "1700000000123")
        .containsEntry("callstream-verdict", "asked");
  }

  @Test
  void theSameAnswerHasTheSameIdWheneverItCame() throws Exception {
    assertThat(
            answered.message(call("\"duration_ms\":1"), Instant.ofEpochMilli(1)).orElseThrow().id())
        .isEqualTo(
            answered
                .message(call("\"duration_ms\":1"), Instant.ofEpochMilli(2))
                .orElseThrow()
                .id());
  }

  @Test
  void whatIsTooLargeLosesItsLargestMembers() throws Exception {
    var large = "x".repeat(300 * 1024);
    var message =
        answered.message(
            call(
                "\"a\":\"%s\",\"b\":\"%s1\",\"c\":\"little\",\"transcript\":\"Hello\""
                    .formatted(large, large)),
            Instant.EPOCH);

    assertThat(Json.tree(message.orElseThrow().value()).path("call").propertyNames())
        .containsExactlyInAnyOrder("call_id", "call_status", "a", "c");
  }

  @Test
  void whatIsTooLargeByItsMetadataIsNone() throws Exception {
    var metadata = "\"metadata\":{\"much\":\"%s\"}".formatted("x".repeat(600 * 1024));

    assertThat(answered.message(call(metadata), Instant.EPOCH)).isEmpty();
  }

  private static RetellCall call(String more) throws StrictJson.Unreadable {
    var json = "{\"call_id\":\"call_1\",\"call_status\":\"ended\"," + more + "}";
    return RetellCall.of(StrictJson.object(json.getBytes(StandardCharsets.UTF_8))).orElseThrow();
  }
}
