package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.NameBasedIds;
import io.callstream.runtime.database.SqlStates;
import io.callstream.runtime.database.Trouble;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A webhook of our own call without our metadata (MECHANISMS.md A3, G3): one row in the end. */
class MergingIT {

  private static final int ROUNDS = 40;

  private static Rig rig;

  private final UUID callId = UUID.randomUUID();
  private final String retellId = "call_" + callId;
  private final UUID foreignId = NameBasedIds.foreignCallId(retellId);

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @Test
  void rowOfAForeignCallFoldsIntoOursWhenThatIsPlaced() {
    rig.batch(Records.request(Records.placeCall(callId)));
    rig.batch(bare(retellId));
    assertThat(rig.row(foreignId).path("status").stringValue()).isEqualTo("completed");

    rig.batch(Records.dispatch(Records.placed(callId, retellId)));

    assertThat(rowCount(foreignId)).isZero();
    assertThat(rig.facts(foreignId)).isEmpty();
    assertThat(aliasOf(foreignId.toString())).isEqualTo(callId.toString());
    assertThat(aliasOf(retellId)).isEqualTo(callId.toString());
    var row = rig.row(callId);
    assertThat(row.path("status").stringValue()).isEqualTo("completed");
    assertThat(row.path("version").intValue()).isEqualTo(3).isEqualTo(rig.facts(callId).size());
  }

  @Test
  void rowIsTheSameAsIfTheWebhookHadComeLater() {
    var webhook = bare(retellId);
    rig.batch(Records.request(Records.placeCall(callId)));
    rig.batch(Records.dispatch(Records.placed(callId, retellId)));
    rig.batch(webhook);
    var later = rig.row(callId);

    for (var first : List.of("webhook, request", "webhook alone")) {
      rig.clear();
      rig.batch(webhook);
      if (first.equals("webhook, request")) {
        rig.batch(Records.request(Records.placeCall(callId)));
        rig.batch(Records.dispatch(Records.placed(callId, retellId)));
      } else {
        rig.batch(Records.dispatch(Records.placed(callId, retellId)));
        rig.batch(Records.request(Records.placeCall(callId)));
      }
      assertThat(rig.row(callId)).as(first).isEqualTo(later);
    }
  }

  @Test
  void everyOrderOfSignalsWithAndWithoutOurNameLeavesTheSameRowAndFacts() {
    var analysed = ended(retellId);
    analysed.putObject("call_analysis").put("call_summary", "Well");
    var records =
        List.of(
            Records.request(Records.placeCall(callId)),
            Records.dispatch(Records.placed(callId, retellId)),
            Records.webhook(
                "call_started",
                ours(callId, retellId, "ongoing").put("start_timestamp", T0.toEpochMilli())),
            bare(retellId),
            Records.webhook("call_analyzed", analysed));
    var left = new HashSet<String>();
    for (var order : orders(records)) {
      rig.clear();
      order.forEach(rig::batch);
      var facts =
          rig.facts(callId).stream().map(f -> f.path("digest").stringValue()).sorted().toList();
      left.add(rig.row(callId) + " " + facts);
      assertThat(rig.count("calls.retell_calls")).isEqualTo(1);
    }

    assertThat(left).hasSize(1);
  }

  private static <T> List<List<T>> orders(List<T> of) {
    if (of.size() < 2) {
      return List.of(of);
    }
    var all = new ArrayList<List<T>>();
    for (int i = 0; i < of.size(); i++) {
      var rest = new ArrayList<>(of);
      var first = rest.remove(i);
      for (var order : orders(rest)) {
        var whole = new ArrayList<T>(List.of(first));
        whole.addAll(order);
        all.add(whole);
      }
    }
    return all;
  }

  @Test
  void mergedIsSaidUnderBothIdsAndIsTheLastWordUnderTheForeignOne() {
    rig.batch(Records.request(Records.placeCall(callId)));
    rig.batch(bare(retellId));

    rig.batch(Records.dispatch(Records.placed(callId, retellId)));

    var foreign = rig.events(foreignId);
    assertThat(types(foreign)).containsExactly("call.ended", "call.merged");
    assertThat(foreign.getLast().at("/value/merged_into").stringValue())
        .isEqualTo(callId.toString());
    assertThat(foreign.getLast().at("/value/version").intValue()).isEqualTo(2);
    var own = rig.events(callId);
    assertThat(types(own)).containsExactly("call.requested", "call.merged", "call.placed");
    assertThat(own.get(1).at("/value/call/status").stringValue()).isEqualTo("completed");
    assertThat(own.get(1).path("value").has("merged_into")).isFalse();
    assertThat(own)
        .extracting(event -> event.at("/value/version").intValue())
        .containsExactly(1, 2, 3);
  }

  @Test
  void webhookAgainAfterTheMergeIsARepeat() {
    var webhook = bare(retellId);
    rig.batch(webhook);
    rig.batch(List.of(Records.dispatch(Records.placed(callId, retellId)), webhook));
    rig.batch(webhook);

    assertThat(rig.row(callId).path("version").intValue()).isEqualTo(2);
    assertThat(rowCount(foreignId)).isZero();
  }

  @Test
  void largeAndUnknownMembersComeAlong() {
    var call = ended(retellId).put("transcript", "Hello.").put("of_tomorrow", "kept");
    call.putArray("transcript_object").addObject().put("role", "agent");
    rig.batch(Records.webhook("call_ended", call));

    rig.batch(Records.dispatch(Records.placed(callId, retellId)));

    var row = rig.row(callId);
    assertThat(row.path("transcript").stringValue()).isEqualTo("Hello.");
    assertThat(row.at("/transcript_object/0/role").stringValue()).isEqualTo("agent");
    assertThat(row.at("/raw_extra/of_tomorrow").stringValue()).isEqualTo("kept");
  }

  @Test
  void callThatHasARetellIdTakesNoSecondRow() {
    rig.batch(Records.dispatch(Records.placed(callId, retellId)));
    rig.batch(bare("second_" + callId));

    rig.batch(Records.dispatch(Records.placed(callId, "second_" + callId)));

    assertThat(rowCount(NameBasedIds.foreignCallId("second_" + callId))).isEqualTo(1);
    assertThat(rig.row(callId).path("retell_call_id").stringValue()).isEqualTo(retellId);
  }

  @Test
  void twoProjectorsAtOnceLeaveOneRow() throws Exception {
    rig.clear();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        var calls = IntStream.range(0, 6).mapToObj(_ -> UUID.randomUUID()).toList();
        var together = new CyclicBarrier(2);
        var webhooks = calls.stream().map(id -> bare("call_" + id)).toList();
        var again =
            calls.stream()
                .map(id -> Records.webhook("call_analyzed", ended("call_" + id)))
                .toList();
        var placed =
            calls.stream()
                .map(id -> Records.dispatch(Records.placed(id, "call_" + id)))
                .toList()
                .reversed();
        Callable<Boolean> one = () -> done(together, List.of(webhooks, again));
        Callable<Boolean> other = () -> done(together, List.of(placed));
        for (var result : threads.invokeAll(List.of(one, other))) {
          assertThat(result.get()).isTrue();
        }
        for (var id : calls) {
          assertThat(rig.row(id).path("status").stringValue()).isEqualTo("completed");
          assertThat(rig.row(id).path("version").intValue()).isEqualTo(3);
          assertThat(rig.facts(id)).hasSize(3);
          assertThat(rowCount(NameBasedIds.foreignCallId("call_" + id))).isZero();
        }
      }
    }
    assertThat(rig.count("calls.retell_calls")).isEqualTo(6L * ROUNDS);
    assertThat(rig.count("calls.merged")).as("some came in the bad order").isPositive();
  }

  @Test
  void mergeIsNotLostWhenAnotherProjectorMergesARowThatTheBatchWaitsFor() throws Exception {
    var otherId = UUID.randomUUID();
    var otherRetellId = "call_" + otherId;
    rig.batch(List.of(bare(retellId), bare(otherRetellId)));
    var batch =
        List.of(
            Records.dispatch(Records.placed(callId, retellId)),
            Records.webhook("call_analyzed", ended(otherRetellId)));

    try (var thread = Executors.newSingleThreadExecutor()) {
      var waiting =
          rig.transaction.execute(_ -> {
            rig.projection.handle(
                List.of(Records.dispatch(Records.placed(otherId, otherRetellId))));
            var started = thread.submit(() -> rig.batch(batch));
            await().until(MergingIT::somebodyWaits);
            return started;
          });
      waiting.get();
    }

    assertThat(rowCount(foreignId)).isZero();
    assertThat(rig.facts(foreignId)).isEmpty();
    assertThat(rig.row(callId).path("status").stringValue()).isEqualTo("completed");
    assertThat(rig.row(otherId).path("version").intValue()).isEqualTo(3);
  }

  private static boolean somebodyWaits() {
    return !rig.look(
            "select to_jsonb(pid) from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'")
        .isEmpty();
  }

  /** What the reader does: trouble that passes is no end of it. */
  private static boolean done(
      CyclicBarrier together, List<List<ConsumerRecord<byte[], byte[]>>> batches) throws Exception {
    together.await();
    for (var batch : batches) {
      for (boolean done = false; !done; ) {
        try {
          rig.batch(batch);
          done = true;
        } catch (RuntimeException e) {
          if (SqlStates.judge(e) != Trouble.TRANSIENT) {
            throw e;
          }
        }
      }
    }
    return true;
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(e -> e.at("/headers/ce_type").stringValue()).toList();
  }

  private static long rowCount(UUID id) {
    return rig.look("select to_jsonb(count(*)) from calls.retell_calls where call_id = ?", id)
        .getFirst()
        .longValue();
  }

  private static String aliasOf(String id) {
    return rig.look("select to_jsonb(call_id) from calls.api_aliases where retell_call_id = ?", id)
        .getFirst()
        .stringValue();
  }

  private static ConsumerRecord<byte[], byte[]> bare(String retellId) {
    return Records.webhook("call_ended", ended(retellId));
  }

  private static ObjectNode ended(String retellId) {
    var call =
        over(
            ours(UUID.randomUUID(), retellId, "ended"),
            "user_hangup",
            T0.plusSeconds(10),
            T0.plusSeconds(50));
    call.remove("metadata");
    return call;
  }
}
