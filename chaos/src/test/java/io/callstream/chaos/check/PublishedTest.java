package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Published.Message;
import io.callstream.contracts.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Relays with faults of their own: the checker must see each. */
class PublishedTest {

  private static final String CALL = "00000000-0000-5000-8000-000000000001";

  private static List<Boolean> held(String... published) {
    Published outbox =
        new Published(
            Map.of(
                "first", new Message("dispatch-signals", 1),
                "second", new Message("dispatch-signals", 2)));
    for (String id : published) {
      ConsumerRecord<String, byte[]> record =
          new ConsumerRecord<>("dispatch-signals", 0, 0, CALL, new byte[0]);
      record.headers().add(Headers.MESSAGE_ID, id.getBytes(StandardCharsets.UTF_8));
      outbox.add(record);
    }
    return outbox.claims(1).stream().map(Claim::holds).toList();
  }

  @Test
  void everyMessageInItsOrderHoldsHoweverOftenItComes() {
    assertThat(held("first", "second", "first", "second")).containsExactly(true, true);
  }

  @Test
  void aMessageThatIsMissingIsSeen() {
    assertThat(held("first")).containsExactly(false, true);
  }

  @Test
  void aMessageThatFirstComesAfterALaterOneIsSeen() {
    assertThat(held("second", "first")).containsExactly(true, false);
  }
}
