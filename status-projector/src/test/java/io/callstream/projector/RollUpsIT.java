package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.projector.fold.Signals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sums over the calls equal the calls, whatever came in which order. */
class RollUpsIT {

  /** Of the rows themselves, and of the sums. */
  static final String COUNTED =
      """
      select jsonb_build_array(date_trunc('hour', requested_at, 'UTC'), agent_id, campaign_id, status,
               outcome, disconnection_reason, count(*), count(duration_ms),
               coalesce(sum(duration_ms), 0),
               count(call_cost), coalesce(sum((call_cost ->> 'combined_cost')::numeric), 0))
        from calls.retell_calls
       group by date_trunc('hour', requested_at, 'UTC'), agent_id, campaign_id, status, outcome,
             disconnection_reason
       order by 1
      """;

  static final String SUMMED =
      """
      select jsonb_build_array(hour, agent_id, campaign_id, status, outcome, disconnection_reason,
               sum(calls), sum(durations), sum(duration_ms), sum(costs), sum(cost))
        from calls.api_rollups
       group by hour, agent_id, campaign_id, status, outcome, disconnection_reason
      having sum(calls) <> 0
       order by 1
      """;

  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @BeforeEach
  void clear() {
    rig.clear();
  }

  @Test
  void sumsEqualTheCallsAfterRandomHistoriesBeforeAndAfterTheyAreFolded() {
    var random = new Random(7);
    for (int round = 0; round < 30; round++) {
      var records = new ArrayList<>(Signals.records().values());
      Collections.shuffle(records, random);
      records.subList(0, 1 + random.nextInt(8)).forEach(rig::batch);
      rig.batch(end(UUID.randomUUID(), random.nextInt(100_000), random.nextInt(5)));
      if (round % 3 == 0) {
        rig.rollUps.fold();
      }
      assertThat(rig.look(SUMMED)).as("round %d", round).isEqualTo(rig.look(COUNTED));
    }
    rig.rollUps.fold();
    assertThat(rig.count("calls.rollup_changes")).isZero();
    assertThat(rig.look(SUMMED)).isEqualTo(rig.look(COUNTED));
  }

  @Test
  void rowThatIsFoldedIntoAnotherCountsNoMore() {
    var id = UUID.randomUUID();
    var bare = over(ours(id, "call_" + id, "ended"), "user_hangup", T0, T0.plusSeconds(5));
    bare.remove("metadata");
    rig.batch(Records.webhook("call_ended", bare));
    rig.batch(Records.request(Records.placeCall(id)));

    rig.batch(Records.dispatch(Records.placed(id, "call_" + id)));

    assertThat(rig.look(SUMMED)).hasSize(1).isEqualTo(rig.look(COUNTED));
  }

  @Test
  void latencyIsKeptByItsBucket() {
    var id = UUID.randomUUID();
    var call = over(ours(id, "call_" + id, "ended"), "user_hangup", T0, T0.plusSeconds(5));
    call.putObject("latency").putObject("e2e").put("p50", 1_000);

    rig.batch(Records.webhook("call_ended", call));

    assertThat(rig.look("select to_jsonb(latency_bucket) from calls.api_rollups").toString())
        .isEqualTo("[60]");
  }

  @Test
  void batchOfManyCallsOfAKindIsOneRow() {
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      batch.add(end(UUID.randomUUID(), 1_000, 2));
    }

    rig.batch(batch);

    assertThat(rig.count("calls.rollup_changes")).isEqualTo(1);
  }

  private static ConsumerRecord<byte[], byte[]> end(UUID id, int durationMs, int cents) {
    var call = over(ours(id, "call_" + id, "ended"), "user_hangup", T0, T0.plusMillis(durationMs));
    call.putObject("call_cost").put("combined_cost", cents + 0.25);
    return Records.webhook("call_ended", call);
  }
}
