package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is told of a call comes in whatever order it likes; the row ends the same. */
class OrderOfArrivalIT {

  private static final int NO_WEBHOOKS = 53;
  private static final int THROTTLED_ONCE = 40;

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);
  private final Truth truth = new Truth(rig);

  @BeforeEach
  void nothingHasRungTwiceSoFar() {
    promises.nobodyRangTwice();
  }

  @Test
  void webhooksBeforeTheAcceptedAnswer() {
    String number = Phones.anyone();
    try (Held answer = rig.retell().holdAnswerOfCreate(number)) {
      Request call = calls.place(number);
      answer.awaitGiven();
      JsonNode row = calls.awaitEnd(call);
      assertThat(row.path("outcome").asString()).isEqualTo("answered");
      answer.release();

      promises.holdFor(List.of(call));
      assertThat(rig.ledger().of(call)).hasSize(1);
    }
  }

  @Test
  void theAnalysisBeforeTheEndAndTheEndWithoutAStart() {
    try (Held questions = rig.retell().holdQuestions()) {
      Request analysedFirst = calls.place(Phones.ending(NO_WEBHOOKS));
      Request neverStarted = calls.place(Phones.ending(NO_WEBHOOKS));

      OwnWebhook.analysed(truth.of(analysedFirst)).send(rig);
      JsonNode row = calls.awaitEnd(analysedFirst);
      assertThat(row.path("call_analysis").isObject()).isTrue();
      OwnWebhook.ended(truth.of(analysedFirst)).send(rig);
      OwnWebhook.ended(truth.of(neverStarted)).send(rig);
      calls.awaitEnd(neverStarted);
      awaitFacts(analysedFirst, "requested", "placed", "analysed", "ended", "completed");
      awaitFacts(neverStarted, "requested", "placed", "ended", "completed");
      questions.release();

      promises.holdFor(List.of(analysedFirst, neverStarted));
    }
  }

  /**
   * Neither Retell's id, which only the held answer will tell, nor a dial's id says whose it is.
   */
  @Test
  void anEndBeforeItsDialIsKnown() {
    String number = Phones.ending(NO_WEBHOOKS);
    try (Held questions = rig.retell().holdQuestions();
        Held answer = rig.retell().holdAnswerOfCreate(number)) {
      Request call = calls.place(number);
      answer.awaitGiven();
      OwnWebhook.ended(truth.of(call)).withoutDialId().send(rig);
      calls.awaitEnd(call);
      answer.release();

      awaitFacts(call, "requested", "ended", "placed", "completed");
      Request next = calls.place(number);
      assertThat(truth.of(next)).as("the number is free again").isNotNull();
      questions.release();
      calls.awaitEnd(next);
      promises.holdFor(List.of(call, next));
    }
  }

  @Test
  void lateEvidenceWhileTheNextDialIsOpen() {
    String number = Phones.ending(THROTTLED_ONCE);
    Request call = calls.place(number);
    JsonNode throttled =
        await("the first dial is throttled")
            .atMost(Rig.LIMIT)
            .until(() -> rig.ledger().of(call), entries -> !entries.isEmpty())
            .getFirst()
            .metadata();
    try (Held answer = rig.retell().holdAnswerOfCreate(number)) {
      answer.awaitGiven();
      String late = "call_" + UUID.randomUUID().toString().replace("-", "");
      JsonNode lateCall = OwnWebhook.call(late, number, throttled);

      OwnWebhook.started(lateCall).send(rig);
      OwnWebhook.ended(lateCall).send(rig);
      answer.release();

      calls.awaitEnd(call);
      JsonNode other =
          await("the late call has a row")
              .atMost(Rig.LIMIT)
              .until(() -> calls.row(late), Calls::ended);
      assertThat(other.path("request_id").asString()).isEqualTo(call.id().toString());
      promises.nobodyRangTwice();
      assertThat(rig.ledger().of(call)).as("one create for each dial").hasSize(2);
      for (JsonNode row : List.of(calls.row(call), other)) {
        promises.awaitEventsTellTheRow(row.path("call_id").asString());
      }
    }
  }

  private void awaitFacts(Request call, String... facts) {
    await("facts of " + call)
        .atMost(Rig.LIMIT)
        .untilAsserted(
            () -> assertThat(rig.events().factsOf(call)).containsExactlyInAnyOrder(facts));
  }
}
