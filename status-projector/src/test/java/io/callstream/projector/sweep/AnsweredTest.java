package io.callstream.projector.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnsweredTest {

  private final Answered answered = new Answered("default");

  @Test
  void hasTheHeadersOfAWebhook() throws Exception {
    assertThat(answered.message(call(), Instant.ofEpochMilli(1_700_000_000_123L)).headers())
        .containsOnlyKeys("callstream-event", "callstream-received-at", "callstream-verdict")
        .containsEntry("callstream-received-at", "1700000000123")
        .containsEntry("callstream-verdict", "asked");
  }

  @Test
  void theSameAnswerHasTheSameIdWheneverItCame() throws Exception {
    assertThat(answered.message(call(), Instant.ofEpochMilli(1)).id())
        .isEqualTo(answered.message(call(), Instant.ofEpochMilli(2)).id());
  }

  private static RetellCall call() throws StrictJson.Unreadable {
    var json = "{\"call_id\":\"call_1\",\"call_status\":\"ended\"}";
    return RetellCall.of(StrictJson.object(json.getBytes(StandardCharsets.UTF_8))).orElseThrow();
  }
}
