package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A checker that sees nothing would pass every run. */
class RingsTest {

  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private static Create create(int second, String request, String dial, String number) {
    return new Create(AT.plusSeconds(second), request, dial, number, "call_" + dial, true);
  }

  private static List<Boolean> held(Map<String, JsonNode> truth, Create... creates) {
    return Rings.claims(new Ledger(List.of(creates)), truth).stream().map(Claim::holds).toList();
  }

  @Test
  void oneRingForEachRequestHolds() {
    assertThat(held(Map.of(), create(0, "r1", "d1", "+1"), create(1, "r2", "d2", "+2")))
        .containsExactly(true, true, true);
  }

  @Test
  void aSecondRingForARequestIsSeen() {
    assertThat(held(Map.of(), create(0, "r1", "d1", "+1"), create(9, "r1", "d2", "+1")))
        .containsExactly(false, true, true);
  }

  @Test
  void aRingForNoRequestIsSeen() {
    assertThat(held(Map.of(), create(0, "", "d1", "+1"))).containsExactly(false, true, true);
  }

  @Test
  void aDialSentTwiceIsSeen() {
    Create lost = new Create(AT, "r1", "d1", "+1", null, false);

    assertThat(held(Map.of(), lost, create(1, "r1", "d1", "+1")))
        .containsExactly(true, false, true);
  }

  @Test
  void twoCallsToOnePhoneAtATimeAreSeen() {
    JsonNode call =
        Json.mapper()
            .createObjectNode()
            .put("call_id", "call_d1")
            .put("end_timestamp", AT.plusSeconds(5).toEpochMilli());
    Map<String, JsonNode> truth = Map.of("call_d1", call);

    assertThat(held(truth, create(0, "r1", "d1", "+1"), create(4, "r2", "d2", "+1")))
        .containsExactly(true, true, false);
    assertThat(held(truth, create(0, "r1", "d1", "+1"), create(6, "r2", "d2", "+1")))
        .containsExactly(true, true, true);
  }
}
