package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Dials.Dial;
import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.Accepted;
import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A dispatcher and a projector with faults of their own: the checker must see each. */
class OwnRowsTest {

  private static final UUID CALL = UUID.fromString("00000000-0000-5000-8000-000000000001");
  private static final String NUMBER = "+12125550110";
  private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant END = BEGIN.plusSeconds(7);

  /**
   * What is found of these rows.
   *
   * @param create what the sandbox received
   * @param dialState what the dispatcher made of it
   */
  private static List<Boolean> held(Create create, String dialState, ObjectNode... rows) {
    Dial dial =
        new Dial("d1", CALL.toString(), CALL.toString(), "", NUMBER, BEGIN, dialState, null, null);
    OwnRows own =
        new OwnRows(
            List.of(new Accepted(CALL, NUMBER, BEGIN)),
            new Ledger(List.of(create)),
            Map.of("call_1", provider()),
            Dials.of(List.of(dial)));
    for (ObjectNode row : rows) {
      own.take(row);
    }
    return own.claims(create.rang() ? 1 : 0).stream().limit(3).map(Claim::holds).toList();
  }

  private static List<Boolean> made(ObjectNode... rows) {
    return held(
        new Create(BEGIN, CALL.toString(), CALL.toString(), "d1", NUMBER, "call_1", true, 201),
        "ended",
        rows);
  }

  private static List<Boolean> notMade(int answer, String dialState, ObjectNode row) {
    return held(
        new Create(BEGIN, CALL.toString(), CALL.toString(), "d1", NUMBER, null, false, answer),
        dialState,
        row);
  }

  private static ObjectNode provider() {
    return Json.mapper()
        .createObjectNode()
        .put("call_id", "call_1")
        .put("call_type", "phone_call")
        .put("direction", "outbound")
        .put("agent_id", "agent")
        .put("from_number", "+12125550100")
        .put("recording_url", "https://recordings.example.test/1")
        .put("call_status", "not_connected")
        .put("duration_ms", 0)
        .put("disconnection_reason", "dial_busy")
        .put("start_timestamp", BEGIN.toEpochMilli())
        .put("end_timestamp", END.toEpochMilli());
  }

  private static ObjectNode row() {
    return Json.mapper()
        .createObjectNode()
        .put("call_id", CALL.toString())
        .put("request_id", CALL.toString())
        .put("attempt", 1)
        .putNull("campaign_id")
        .put("to_number", NUMBER)
        .put("retell_call_id", "call_1")
        .put("call_type", "phone_call")
        .put("direction", "outbound")
        .put("agent_id", "agent")
        .put("from_number", "+12125550100")
        .put("recording_url", "https://recordings.example.test/1")
        .put("retell_status", "not_connected")
        .put("duration_ms", 0)
        .put("status", "failed")
        .put("outcome", "busy")
        .putNull("error_code")
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
    assertThat(made(row())).containsExactly(true, true, true);
  }

  @Test
  void anEndOfOursHoldsWhereTheProviderRefusedOrNothingWasHeardOfTheDial() {
    assertThat(notMade(422, "rejected", ended("rejected", "failed")))
        .containsExactly(true, true, true);
    assertThat(notMade(500, "abandoned", ended("abandoned", "unknown")))
        .containsExactly(true, true, true);
    assertThat(notMade(422, "abandoned", ended("abandoned", "unknown")))
        .containsExactly(true, true, true);
  }

  /** A dispatcher that gives everything up would otherwise pass every run. */
  @Test
  void anEndOfOursWithoutACauseIsSeen() {
    assertThat(notMade(500, "rejected", ended("rejected", "failed")))
        .containsExactly(true, true, false);
    assertThat(notMade(500, "not_sent", ended("abandoned", "unknown")))
        .containsExactly(true, true, false);
    for (String code : List.of("undeliverable", "expired", "")) {
      assertThat(notMade(500, "abandoned", ended(code, "failed")))
          .containsExactly(true, true, false);
    }
  }

  private static boolean expired(Set<String> mayExpire) {
    OwnRows own =
        new OwnRows(
            List.of(new Accepted(CALL, NUMBER, BEGIN)),
            new Ledger(List.of()),
            Map.of(),
            Dials.of(List.of()),
            mayExpire);
    own.take(ended("expired", "failed"));
    return own.claims(0, 1, 0).get(2).holds();
  }

  @Test
  void onlyWhatMayExpireDoes() {
    assertThat(expired(Set.of(CALL.toString()))).isTrue();
    assertThat(expired(Set.of())).isFalse();
  }

  @Test
  void whoAskedForRefusalsAndForPeopleWhoDoNotAnswerAndSawNoneSawNothing() {
    OwnRows own = new OwnRows(List.of(), new Ledger(List.of()), Map.of(), Dials.of(List.of()));

    assertThat(own.claims(0, 1, 1).stream().map(Claim::holds))
        .containsExactly(true, true, false, false);
  }

  @Test
  void aRunInWhichTheProviderMadeNoCallSaysNothing() {
    OwnRows own = new OwnRows(List.of(), new Ledger(List.of()), Map.of(), Dials.of(List.of()));

    assertThat(own.claims(1).get(1).holds()).isFalse();
  }

  @Test
  void anAcceptedCallWithoutARowIsSeen() {
    assertThat(made().getFirst()).isFalse();
  }

  @Test
  void aCallThatDoesNotEndIsSeen() {
    assertThat(made(row().put("status", "in_progress"))).containsExactly(false, false, true);
  }

  @Test
  void everyColumnThatIsNotTheProvidersIsSeen() {
    assertThat(made(row().put("duration_ms", 1))).containsExactly(true, false, true);
    assertThat(made(row().put("ended_at", BEGIN.toString()))).containsExactly(true, false, true);
    assertThat(made(row().put("request_id", "another")))
        .as("the row of no accepted call")
        .containsExactly(false, false, true);
    for (String column :
        List.of(
            "retell_call_id",
            "outcome",
            "to_number",
            "campaign_id",
            "error_code",
            "from_number",
            "agent_id",
            "direction",
            "call_type",
            "recording_url",
            "retell_status",
            "disconnection_reason")) {
      assertThat(made(row().put(column, "another"))).as(column).containsExactly(true, false, true);
    }
  }

  /** Of a person of a campaign: this row alone, or with that of a second call. */
  private static List<Boolean> person(int attempts, ObjectNode... rows) {
    OwnRows own =
        new OwnRows(
            List.of(new Accepted(CALL, NUMBER, Instant.MAX, attempts, "c1")),
            new Ledger(
                List.of(
                    new Create(
                        BEGIN, CALL.toString(), CALL.toString(), "d1", NUMBER, "call_1", true, 201),
                    new Create(END, "again", CALL.toString(), "d2", NUMBER, "call_1", true, 201))),
            Map.of("call_1", provider()),
            Dials.of(List.of()));
    for (ObjectNode row : rows) {
      own.take(row.put("campaign_id", "c1"));
    }
    return own.claims(1).stream().map(Claim::holds).toList();
  }

  @Test
  void aPersonWhoWasNotReachedIsCalledAgainAndNotMoreOften() {
    ObjectNode second = row().put("call_id", "again").put("attempt", 2);

    assertThat(person(2, row(), second)).containsExactly(true, true, true, true);
    assertThat(person(2, row())).containsExactly(true, true, true, false);
    assertThat(person(2, row(), second.put("attempt", 3))).containsExactly(true, false, true, true);
    assertThat(person(2, row(), second.put("attempt", 1)))
        .containsExactly(true, false, true, false);
    assertThat(person(1, row())).containsExactly(true, true, true, true);
  }
}
