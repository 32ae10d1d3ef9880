package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A relay and a projector with faults of their own: the checker must see each. */
class ToldCallsTest {

  private static final String CALL = "c1";

  private final ToldCalls told = new ToldCalls();

  private static ObjectNode row(int version, String status) {
    return Json.mapper()
        .createObjectNode()
        .put("call_id", CALL)
        .put("status", status)
        .put("version", version);
  }

  private void tell(int version, String id, String status) {
    ObjectNode value = Json.mapper().createObjectNode().put("version", version);
    value.set("call", row(version, status));
    ConsumerRecord<String, byte[]> event =
        new ConsumerRecord<>("call-events", 0, 0, CALL, Json.bytes(value));
    event.headers().add(Headers.CE_SUBJECT, CALL.getBytes(StandardCharsets.UTF_8));
    event.headers().add(Headers.CE_ID, id.getBytes(StandardCharsets.UTF_8));
    told.add(event);
  }

  @Test
  void everyVersionToldInAnyOrderAndAgainHolds() {
    tell(2, "e2", "completed");
    tell(1, "e1", "initiated");
    tell(2, "e2", "completed");

    assertThat(told.fault(row(2, "completed"))).isNull();
    assertThat(told.oneContent().holds()).isTrue();
  }

  @Test
  void anEventThatIsSkippedIsSeen() {
    tell(1, "e1", "initiated");
    tell(3, "e3", "completed");

    assertThat(told.fault(row(3, "completed"))).contains("version 2 of 3 was never told");
  }

  @Test
  void theLastEventLeftOutIsSeen() {
    tell(1, "e1", "initiated");

    assertThat(told.fault(row(2, "completed"))).contains("told to version 1");
  }

  @Test
  void aRowThatNothingWasToldOfIsSeen() {
    assertThat(told.fault(row(1, "initiated"))).contains("no event");
  }

  @Test
  void anEventThatIsNotTheRowIsSeen() {
    tell(1, "e1", "initiated");

    assertThat(told.fault(row(1, "completed"))).contains("the last event is not the row");
  }

  @Test
  void oneVersionWithTwoContentsIsSeen() {
    tell(1, "e1", "initiated");
    tell(1, "e1", "completed");

    assertThat(told.oneContent().holds()).isFalse();
  }

  @Test
  void oneVersionUnderTwoIdsIsSeen() {
    tell(1, "e1", "initiated");
    tell(1, "e9", "initiated");

    assertThat(told.oneContent().holds()).isFalse();
  }

  @Test
  void twoVersionsUnderOneIdAreSeen() {
    tell(1, "e1", "initiated");
    tell(2, "e1", "completed");

    assertThat(told.oneContent().holds()).isFalse();
  }
}
