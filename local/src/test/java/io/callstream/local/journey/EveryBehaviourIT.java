package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two calls to each kind of phone the sandbox knows, all at once, nothing else going wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryBehaviourIT {

  private static final List<Integer> BEHAVIOURS =
      List.of(
          10, 20, 21, 22, 23, 10, 24, 25, 26, 10, 30, 40, 50, 31, 10, 51, 52, 41, 10, 53, 42, 43);

  private static final List<String> WHOLE_CALL =
      List.of("requested", "placed", "started", "ended", "analysed", "completed");

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);
  private Map<Integer, List<Request>> placed = Map.of();
  private int createsBefore;

  @BeforeAll
  void placeAndAwaitTheEnds() {
    createsBefore = rig.ledger().entries().size();
    List<Request> requests =
        calls.place(Stream.concat(BEHAVIOURS.stream(), BEHAVIOURS.stream()).map(Phones::ending));
    calls.awaitEnds(requests);
    await("each request is said to be over")
        .atMost(Rig.LIMIT)
        .until(() ->
            requests.stream().allMatch(call -> rig.events().factsOf(call).contains("completed")));
    promises.holdFor(requests);
    assertThat(rig.wasInterrupted()).as("each event was to be sent once").isFalse();
    placed = requests.stream().collect(Collectors.groupingBy(EveryBehaviourIT::behaviour));
  }

  private static int behaviour(Request request) {
    return Phones.behaviour(request.toNumber());
  }

  /** Without what the dispatcher learned by asking, which it does when webhooks are slow. */
  private List<String> factsTold(Request call) {
    return rig.events().of(call).stream()
        .filter(event -> !event.value().path("source").asString().equals("asked"))
        .map(Events.Event::fact)
        .toList();
  }

  private List<Request> callsTo(int behaviour) {
    return placed.getOrDefault(behaviour, List.of());
  }

  @Test
  void aCallIsPlacedAndFinishedWithFiveEvents() {
    assertThat(callsTo(10))
        .isNotEmpty()
        .allSatisfy(call -> {
          assertThat(factsTold(call)).containsExactlyInAnyOrderElementsOf(WHOLE_CALL);
          assertThat(rig.ledger().ringsOf(call)).isEqualTo(1);
          assertThat(calls.row(call).path("outcome").asString()).isEqualTo("answered");
        });
  }

  @Test
  void eachEndingIsToldByItsOutcome() {
    Map<Integer, String> outcomes =
        Map.of(
            20,
            "no_answer",
            21,
            "busy",
            22,
            "declined",
            23,
            "voicemail",
            24,
            "invalid",
            25,
            "failed",
            26,
            "failed");

    outcomes.forEach((behaviour, outcome) ->
        assertThat(callsTo(behaviour))
            .hasSize(2)
            .allSatisfy(call ->
                assertThat(calls.row(call).path("outcome").asString())
                    .as(call.toNumber())
                    .isEqualTo(outcome)));
  }

  @Test
  void aWebhookThatComesTwiceChangesNothing() {
    assertThat(callsTo(50))
        .hasSize(2)
        .allSatisfy(call -> {
          String retellCallId = rig.ledger().retellCallIdOf(call).orElseThrow();
          assertThat(factsTold(call)).containsExactlyInAnyOrderElementsOf(WHOLE_CALL);
          assertThat(rig.webhooks().eventsOf(retellCallId)).hasSizeGreaterThanOrEqualTo(3);
        });
  }

  @Test
  void webhooksOutOfOrderAndLateMakeTheSameRow() {
    assertThat(Stream.of(51, 52).flatMap(behaviour -> callsTo(behaviour).stream()))
        .hasSize(4)
        .allSatisfy(call -> {
          assertThat(calls.row(call).path("outcome").asString()).isEqualTo("answered");
          assertThat(calls.row(call).path("call_analysis").isObject()).isTrue();
        });
  }

  @Test
  void aCallWhoseAnswerWasLostRingsOnceAndIsFound() {
    assertThat(Stream.of(30, 31, 42).flatMap(behaviour -> callsTo(behaviour).stream()))
        .hasSize(6)
        .allSatisfy(call -> {
          assertThat(rig.ledger().of(call)).hasSize(1);
          assertThat(calls.row(call).path("outcome").asString()).isEqualTo("answered");
        });
  }

  @Test
  void aThrottledCallIsDialledAgainAndRingsOnce() {
    assertThat(callsTo(40))
        .hasSize(2)
        .allSatisfy(call -> {
          assertThat(rig.ledger().of(call)).hasSize(2);
          assertThat(rig.ledger().ringsOf(call)).isEqualTo(1);
        });
  }

  @Test
  void aCallThatNeverRangIsGivenUpAndSaysSo() {
    Map<Integer, String> codes = Map.of(41, "abandoned", 43, "rejected");

    codes.forEach((behaviour, code) ->
        assertThat(callsTo(behaviour))
            .hasSize(2)
            .allSatisfy(call -> {
              assertThat(calls.row(call).path("error_code").asString()).isEqualTo(code);
              assertThat(rig.ledger().of(call)).hasSize(1);
              assertThat(rig.events().factsOf(call))
                  .containsExactlyInAnyOrder("requested", "failed", "completed");
            }));
  }

  @Test
  void aCallWithoutWebhooksEndsByAsking() {
    assertThat(Stream.of(31, 53).flatMap(behaviour -> callsTo(behaviour).stream()))
        .hasSize(4)
        .allSatisfy(call -> {
          String retellCallId = rig.ledger().retellCallIdOf(call).orElseThrow();
          assertThat(rig.webhooks().of(retellCallId)).isEmpty();
          assertThat(rig.events().of(call))
              .filteredOn(event -> event.fact().equals("ended"))
              .isNotEmpty()
              .allSatisfy(
                  event -> assertThat(event.value().path("source").asString()).isEqualTo("asked"));
        });
  }

  @Test
  void theTimelineTellsEachFactOnce() {
    for (Request call : callsTo(10)) {
      List<String> facts = new ArrayList<>();
      calls.timeline(call).forEach(item -> facts.add(item.path("fact").asString()));
      assertThat(facts).containsExactlyInAnyOrderElementsOf(rig.events().factsOf(call));
    }
  }

  @Test
  void nobodyWasCalledWhoWasNotAskedFor() {
    Set<Map.Entry<String, String>> asked =
        placed.values().stream()
            .flatMap(List::stream)
            .map(request -> Map.entry(request.id().toString(), request.toNumber()))
            .collect(Collectors.toSet());

    assertThat(rig.ledger().entries().stream().skip(createsBefore))
        .extracting(entry -> Map.entry(entry.requestId(), entry.toNumber()))
        .isSubsetOf(asked)
        .containsAll(asked);
  }
}
