package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.CallLoad.Accepted;
import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A dispatcher and a projector with faults of their own: the checker must see each. */
class OwnRowsTest {

  private static final UUID CALL = UUID.fromString("00000000-0000-5000-8000-000000000001");
  private static final String NUMBER = "+12125550110";
  private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant END = BEGIN.plusSeconds(7);

  private static List<Boolean> held(boolean made, ObjectNode... rows) {
    Create create = new Create(BEGIN, CALL.toString(), "d1", NUMBER, "call_1", true);
    ObjectNode provider =
        Json.mapper()
            .createObjectNode()
            .put("call_id", "call_1")
            .put("disconnection_reason", "dial_busy")
            .put("start_timestamp", BEGIN.toEpochMilli())
            .put("end_timestamp", END.toEpochMilli());
    OwnRows own =
        new OwnRows(
            List.of(new Accepted(CALL, NUMBER)),
            new Ledger(made ? List.of(create) : List.of()),
            Map.of("call_1", provider));
    for (ObjectNode row : rows) {
      own.take(row);
    }
    return own.claims().stream().map(Claim::holds).toList();
  }

  private static ObjectNode row() {
    return Json.mapper()
        .createObjectNode()
        .put("call_id", CALL.toString())
        .put("retell_call_id", "call_1")
        .put("status", "failed")
        .put("outcome", "busy")
        .put("disconnection_reason", "dial_busy")
        .put("started_at", BEGIN.toString())
        .put("ended_at", END.toString());
  }

  private static ObjectNode ended(String errorCode, String outcome) {
    return row()
        .putNull("retell_call_id")
        .put("error_code", errorCode)
        .put("outcome", outcome)
        .putNull("disconnection_reason");
  }

  @Test
  void aRowThatSaysWhatTheProviderSaysHolds() {
    assertThat(held(true, row())).containsExactly(true, true, true);
  }

  @Test
  void anEndOfOursHoldsWhereTheProviderMadeNoCall() {
    assertThat(held(false, ended("rejected", "failed"))).containsExactly(true, true, true);
  }

  @Test
  void anAcceptedCallWithoutARowIsSeen() {
    assertThat(held(true)).containsExactly(false, true, true);
  }

  @Test
  void aCallThatDoesNotEndIsSeen() {
    assertThat(held(true, row().put("status", "in_progress"))).containsExactly(false, false, true);
  }

  @Test
  void anotherEndThanTheProvidersIsSeen() {
    assertThat(held(true, row().put("outcome", "answered"))).containsExactly(true, false, true);
    assertThat(held(true, row().put("retell_call_id", "call_2")))
        .containsExactly(true, false, true);
    assertThat(held(true, row().put("ended_at", BEGIN.toString())))
        .containsExactly(true, false, true);
  }

  @Test
  void anEndWithoutAReasonIsSeen() {
    assertThat(held(false, ended("", "failed"))).containsExactly(true, true, false);
    assertThat(held(false, ended("abandoned", "failed"))).containsExactly(true, true, false);
  }
}
