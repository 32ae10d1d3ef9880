package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Retell's answer comes when the others have given its sender up. */
class LapsedLeaseIT {

  private static final int NO_WEBHOOKS = 53;

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);

  /** Neither a webhook nor a question can tell of the call: only the answer itself can. */
  @Test
  void anAcceptedAnswerAfterTheLeaseLapsedPlacesTheUnknownDial() {
    String number = Phones.ending(NO_WEBHOOKS);
    Request call;
    try (Held questions = rig.retell().holdQuestions();
        Held answer = rig.retell().holdAnswerOfCreate(number)) {
      call = calls.place(number);
      answer.awaitGiven();
      await("its outcome is said to be unknown")
          .atMost(Rig.LIMIT)
          .until(() -> {
            endLease(call);
            return holdOf(call).equals("unknown_outcome");
          });
      assertThat(calls.row(call).path("retell_call_id").isNull()).isTrue();

      answer.release();

      JsonNode placed =
          await("the answer places it")
              .atMost(Rig.LIMIT)
              .until(() -> calls.row(call), row -> row.path("retell_call_id").isString());
      assertThat(placed.path("retell_call_id").asString())
          .isEqualTo(rig.ledger().retellCallIdOf(call).orElseThrow());
      assertThat(placed.path("placed_at").isString()).isTrue();
      assertThat(holdOf(call)).isEmpty();
      questions.release();
    }

    calls.awaitEnd(call);
    promises.holdFor(List.of(call));
    assertThat(rig.ledger().of(call)).as("dialled once").hasSize(1);
  }

  private String holdOf(Request call) {
    return calls.row(call).path("hold").path("code").asString("");
  }

  /** As if its sender had not been heard of for so long; a renewal of the sender may undo it. */
  private void endLease(Request call) throws SQLException {
    try (Connection database = rig.database();
        PreparedStatement sql =
            database.prepareStatement(
                "update dispatch.dials set lease_until = now() - interval '1 second' where call_id = ? and state = 'dialling'")) {
      sql.setObject(1, call.id());
      sql.executeUpdate();
    }
  }
}
