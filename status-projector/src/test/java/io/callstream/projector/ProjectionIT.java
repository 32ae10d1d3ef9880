package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The projection on a real database: what a call's records make of its row, timeline and events. */
class ProjectionIT {

  private static Rig rig;

  private final UUID callId = UUID.randomUUID();
  private final String retellId = "call_" + callId;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws Exception {
    rig.close();
  }

  @Test
  void aCallOfOursIsFoldedFromRequestToAnalysis() {
    rig.batch(Records.request(Records.placeCall(callId)));
    assertThat(status()).isEqualTo("initiated");

    rig.batch(Records.dispatch(Records.placed(callId, retellId)));
    rig.batch(Records.webhook("call_started", started()));
    assertThat(status()).isEqualTo("in_progress");

    rig.batch(Records.webhook("call_ended", ended()));
    var analysed = ended();
    analysed.putObject("call_analysis").put("call_summary", "Well");
    rig.batch(Records.webhook("call_analyzed", analysed));

    var row = rig.row(callId);
    assertThat(status()).isEqualTo("completed");
    assertThat(row.path("outcome").stringValue()).isEqualTo("answered");
    assertThat(row.path("version").intValue()).isEqualTo(5);
    assertThat(row.path("retell_call_id").stringValue()).isEqualTo(retellId);
    assertThat(row.path("duration_ms").longValue()).isEqualTo(40_000);
    assertThat(row.at("/call_analysis/call_summary").stringValue()).isEqualTo("Well");
    assertThat(row.path("metadata").toString()).isEqualTo("{\"order\":12}");
    assertThat(rig.facts(callId))
        .extracting(fact -> fact.path("fact").stringValue())
        .containsExactly("requested", "placed", "started", "ended", "analysed");
  }

  @Test
  void everyRecordOfACallInOneBatchIsFoldedInOneGo() {
    rig.batch(
        List.of(
            Records.webhook("call_ended", ended()),
            Records.request(Records.placeCall(callId)),
            Records.webhook("call_started", started())));

    assertThat(status()).isEqualTo("completed");
    assertThat(rig.events(callId))
        .extracting(event -> event.at("/value/version").intValue())
        .containsExactly(1, 2, 3);
  }

  private String status() {
    return rig.row(callId).path("status").stringValue();
  }

  private ObjectNode started() {
    return ours(callId, retellId, "ongoing").put("start_timestamp", T0.plusSeconds(10).toEpochMilli());
  }

  private ObjectNode ended() {
    return over(ours(callId, retellId, "ended"), "user_hangup", T0.plusSeconds(10), T0.plusSeconds(50));
  }
}
