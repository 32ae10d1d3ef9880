package io.callstream.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.runtime.kafka.DeadLetterHeaders;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRecordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"not json", "{\"event\":\"chat_ended\",\"chat\":{\"chat_id\":\"c\"}}"})
  void aDeadLetterHasAllHeadersThatReadersGiveTheirs(String body) {
    var letter =
        new WebhookRecords("default")
            .of(body.getBytes(StandardCharsets.UTF_8), Instant.ofEpochMilli(1));

    assertThat(letter.topic()).isEqualTo("retell-webhooks.dlt");
    assertThat(
            StreamSupport.stream(letter.headers().spliterator(), false)
                .filter(header -> header.value().length > 0)
                .map(Header::key))
        .contains("callstream-received-at", "callstream-verdict")
        .containsAll(
            Arrays.stream(DeadLetterHeaders.class.getFields())
                .map(WebhookRecordsTest::name)
                .toList());
  }

  private static String name(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
