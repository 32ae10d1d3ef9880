package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.Accepted;
import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A checker that sees nothing would pass every run. */
class RingsTest {

  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final String FIRST = "00000000-0000-5000-8000-000000000001";
  private static final String SECOND = "00000000-0000-5000-8000-000000000002";
  private static final List<Accepted> ACCEPTED =
      List.of(
          new Accepted(UUID.fromString(FIRST), "+1", AT),
          new Accepted(UUID.fromString(SECOND), "+2", AT));

  private static Create ring(int second, String request, String dial, String number) {
    return new Create(
        AT.plusSeconds(second), request, request, dial, number, "call_" + dial, true, 201);
  }

  private static Create silent(int second, String request, String dial, int answer) {
    return new Create(AT.plusSeconds(second), request, request, dial, "+1", null, false, answer);
  }

  private static Map<String, JsonNode> ended(String dial, int second) {
    return Map.of(
        "call_" + dial,
        Json.mapper()
            .createObjectNode()
            .put("call_id", "call_" + dial)
            .put("end_timestamp", AT.plusSeconds(second).toEpochMilli()));
  }

  private static Rings rings(Map<String, JsonNode> truth, List<String> asked, Create... creates) {
    return new Rings(new Ledger(List.of(creates)), asked, ACCEPTED, truth);
  }

  /** Per number, per request, per dial, per answer, at a time. */
  private static List<Boolean> held(Create... creates) {
    return rings(ended("d1", 0), List.of("+1", "+2"), creates).claims().stream()
        .map(Claim::holds)
        .toList();
  }

  @Test
  void oneRingForEachRequestHolds() {
    assertThat(held(ring(0, FIRST, "d1", "+1"), ring(1, SECOND, "d2", "+2")))
        .containsExactly(true, true, true, true, true);
  }

  @Test
  void aSecondRingForARequestIsSeen() {
    assertThat(held(ring(0, FIRST, "d1", "+1"), ring(9, FIRST, "d2", "+1")))
        .containsExactly(false, false, true, false, true);
  }

  @Test
  void aSecondRingUnderAnotherRequestIsSeenByItsNumber() {
    assertThat(held(ring(0, FIRST, "d1", "+1"), ring(9, "made up", "d2", "+1")))
        .containsExactly(false, true, true, true, true);
  }

  @Test
  void aRingForNoRequestIsSeen() {
    assertThat(held(ring(0, "", "d1", "+1"))).containsExactly(true, false, true, true, true);
  }

  @Test
  void aDialSentTwiceIsSeen() {
    assertThat(held(silent(0, FIRST, "d1", 429), ring(1, FIRST, "d1", "+1")))
        .containsExactly(true, true, false, true, true);
  }

  @Test
  void aSecondCreateIsRightAfterA429AndWrongAfterAnyOtherAnswerAndAfterNone() {
    assertThat(held(silent(0, FIRST, "d1", 429), ring(1, FIRST, "d2", "+1")))
        .containsExactly(true, true, true, true, true);
    for (int answer : new int[] {0, 422, 500}) {
      assertThat(held(silent(0, FIRST, "d1", answer), ring(1, FIRST, "d2", "+1")))
          .containsExactly(true, true, true, false, true);
    }
  }

  @Test
  void twoCallsToOnePhoneAtATimeAreSeenAndAnEndThatNobodyKnowsIsNone() {
    Create first = ring(0, FIRST, "d1", "+1");
    Create second = ring(4, SECOND, "d2", "+1");
    List<String> asked = List.of("+1", "+1");

    assertThat(rings(ended("d1", 5), asked, first, second).claims().getLast().holds()).isFalse();
    assertThat(rings(ended("d1", 3), asked, first, second).claims().getLast().holds()).isTrue();
    assertThat(rings(Map.of(), asked, first, second).claims().getLast().holds()).isFalse();
  }

  @Test
  void aRunInWhichNobodyRangOrNobodyHadToWaitSaysNothing() {
    List<String> asked = List.of("+1", "+2");

    assertThat(rings(Map.of(), asked).claimsAtRest(0, 0)).allMatch(Claim::holds);
    assertThat(rings(Map.of(), asked).claimsAtRest(1, 1).stream().map(Claim::holds))
        .containsExactly(false, false, false, false, false, false, false, false);
  }

  @Test
  void aCallThatWasAskedForBeforeTheOtherToItsPhoneHadEndedHadToWait() {
    List<String> asked = List.of("+1", "+1");
    Create first = ring(0, FIRST, "d1", "+1");
    Create second = ring(4, SECOND, "d2", "+1");

    assertThat(rings(ended("d1", 3), asked, first, second).claimsAtRest(1, 1).get(5).holds())
        .isTrue();
    assertThat(rings(ended("d1", -1), asked, first, second).claimsAtRest(1, 1).get(5).holds())
        .isFalse();
  }

  @Test
  void aRingThatNobodyAskedForAndOneAtAnotherNumberAreSeen() {
    assertThat(last(ring(0, FIRST, "d1", "+1"))).isTrue();
    assertThat(last(ring(0, FIRST, "d1", "+2"))).isFalse();
    assertThat(last(ring(0, "made up", "d1", "+1"))).isFalse();
  }

  private static boolean last(Create ring) {
    return rings(Map.of(), List.of("+1", "+2"), ring).claimsAtRest(1, 0).get(6).holds();
  }

  /** The second of two calls of one request, and how the first ended. */
  private static boolean again(int attempts, String reason) {
    Accepted person = new Accepted(UUID.fromString(FIRST), "+1", Instant.MAX, attempts, "campaign");
    Create second = new Create(AT.plusSeconds(9), SECOND, FIRST, "d2", "+1", "call_d2", true, 201);
    ObjectNode first =
        Json.mapper()
            .createObjectNode()
            .put("end_timestamp", AT.plusSeconds(5).toEpochMilli())
            .put("disconnection_reason", reason);
    return new Rings(
            new Ledger(List.of(ring(0, FIRST, "d1", "+1"), second)),
            List.of("+1", "+1"),
            List.of(person),
            Map.of("call_d1", first))
        .claimsAtRest(1, 0)
        .getLast()
        .holds();
  }

  @Test
  void aCallBeyondTheRulesAndOneAfterAnEndTheyDoNotNameAreSeen() {
    assertThat(again(2, "dial_busy")).isTrue();
    assertThat(again(1, "dial_busy")).isFalse();
    assertThat(again(2, "user_hangup")).isFalse();
  }
}
