package io.callstream.projector.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Fact;
import io.callstream.contracts.MetadataKeys;
import io.callstream.contracts.Outcome;
import io.callstream.projector.Records;
import io.callstream.projector.intake.Reading;
import io.callstream.projector.intake.RecordReader;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class WebCallTest {

  private static final UUID ID = UUID.fromString("0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a002");
  private static final String RETELL_ID = "call_web";
  private static final RecordReader READER = new RecordReader(Records.INSTALLATION);

  @Test
  void aWebCallIsInitiatedAsSoonAsItIsMade() {
    var row = after(made());

    assertThat(row.standing().status()).isEqualTo(CallStatus.INITIATED);
    assertThat(value(row, Field.CALL_TYPE)).isEqualTo("web_call");
    assertThat(value(row, Field.RETELL_CALL_ID)).isEqualTo(RETELL_ID);
    assertThat(value(row, Field.AGENT_ID)).isEqualTo("agent_1");
    assertThat(row.known().of(Field.DIRECTION)).isEmpty();
    assertThat(row.version()).isEqualTo(1);
    assertThat(made().facts()).isEqualTo(List.of(Fact.REQUESTED));
  }

  @Test
  void nobodyJoinedIsFailedWithAHintInEitherOrder() {
    for (var row : List.of(after(made(), notJoined()), after(notJoined(), made()))) {
      assertThat(row.standing().status()).isEqualTo(CallStatus.FAILED);
      assertThat(row.standing().outcome()).isEqualTo(Outcome.NOT_JOINED);
      assertThat(row.standing().errorCode()).isNull();
      assertThat(row.standing().errorMessage()).contains("30 seconds");
      assertThat(value(row, Field.METADATA)).isEqualTo("{\"order\":12}");
      assertThat(value(row, Field.CREATED_BY)).isEqualTo("admin");
    }
  }

  private static CallRow after(Signal... signals) {
    var row = StatusMapping.row(ID, 0, new Claims(Map.of()));
    for (var signal : signals) {
      row = StatusMapping.next(row, signal);
    }
    return row;
  }

  private static String value(CallRow row, Field field) {
    var value = row.known().of(field).orElseThrow().value();
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static Signal made() {
    return read(
        Records.request(
            new WebCallMade(
                ID,
                ID,
                UUID.randomUUID(),
                RETELL_ID,
                "agent_1",
                Map.of("name", "Ann"),
                JsonNodeFactory.instance.objectNode().put("order", 12),
                Records.T0.plusSeconds(30),
                "admin",
                Records.T0)));
  }

  private static Signal notJoined() {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    call.put("call_id", RETELL_ID)
        .put("call_type", "web_call")
        .put("agent_id", "agent_1")
        .put("call_status", "error");
    call.putObject("metadata")
        .put("order", 12)
        .put(MetadataKeys.CALL_ID, ID.toString())
        .put(MetadataKeys.INSTALLATION, Records.INSTALLATION);
    return read(
        Records.webhook(
            "call_ended",
            Records.over(call, "error_user_not_joined", null, Records.T0.plusSeconds(30))));
  }

  private static Signal read(ConsumerRecord<byte[], byte[]> message) {
    if (READER.read(message) instanceof Reading.News(var signals)) {
      return signals.getFirst();
    }
    throw new AssertionError("no news");
  }
}
