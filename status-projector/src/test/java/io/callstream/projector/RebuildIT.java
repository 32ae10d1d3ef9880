package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.Topics;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.rebuild.CannotRebuild;
import io.callstream.projector.rebuild.Difference;
import io.callstream.projector.rebuild.Rebuild;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.testing.JavaProcess;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rebuilding beside a running projector. What another mapping would have made is planted: rows are
 * altered as if a mapping had made them so.
 */
class RebuildIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int OTHER_MAPPING = StatusMapping.VERSION + 1;

  private static LiveProjector live;
  private static HikariDataSource pool;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    live = new LiveProjector();
    var database = live.database;
    pool =
        Pools.open(
            new DatabaseSettings(database.jdbcUrl(), database.user(), database.password()),
            "callstream_projector",
            4,
            Duration.ofMinutes(5));
  }

  @AfterAll
  static void close() throws SQLException {
    pool.close();
    live.close();
  }

  @Test
  void rowThatTheMappingMakesOtherwiseIsShownByColumnAndNotTouched() {
    var altered = endedCall();
    endedCall();
    plantAnotherMapping(altered);

    try (var rebuild = rebuild()) {
      var difference = rebuild.difference();

      assertThat(difference.changed()).isEqualTo(1);
      assertThat(difference.byColumn()).isEqualTo(Map.of("status", 1L, "outcome", 1L));
      assertThat(difference.walBytes()).as("a row and its event").isBetween(1_000L, 1_000_000L);
      assertThat(difference.walBound()).as("of the stack's PostgreSQL").isEqualTo(2L << 30);
      assertThat(row(altered).path("status").stringValue()).isEqualTo("failed");
      rebuild.switchOver();
    }
  }

  @Test
  void switchCorrectsTheRowOnceAndSaysSo() {
    var altered = endedCall();
    var other = endedCall();
    var untouched = row(other);
    plantAnotherMapping(altered);

    try (var rebuild = rebuild()) {
      assertThat(rebuild.switchOver().changed()).isEqualTo(1);
      assertThat(rebuild.switchOver().changed()).as("switched twice").isZero();
    }
    try (var rebuild = rebuild()) {
      assertThat(rebuild.switchOver().changed()).as("and anew").isZero();
    }

    var row = row(altered);
    assertThat(row.path("status").stringValue()).isEqualTo("completed");
    assertThat(row.path("outcome").stringValue()).isEqualTo("answered");
    assertThat(row.path("version").intValue()).isEqualTo(3);
    assertThat(row(other)).isEqualTo(untouched);
    var corrected = corrections(altered);
    assertThat(corrected).hasSize(1);
    assertThat(corrected.getFirst().at("/headers/ce_version").stringValue()).isEqualTo("3");
    assertThat(corrected.getFirst().at("/value/call/status").stringValue()).isEqualTo("completed");
    assertThat(corrections(other)).isEmpty();
    var fact =
        live.look("select to_jsonb(f) from calls.facts f where call_id = ? and seq = 3", altered);
    assertThat(fact.getFirst().at("/data/columns").toString())
        .isEqualTo("[\"status\",\"outcome\"]");
    assertThat(live.look(RollUpsIT.SUMMED)).isEqualTo(live.look(RollUpsIT.COUNTED));
  }

  @Test
  void correctedCallGoesOnAndIsWholeForTheNextRebuild() throws Exception {
    var altered = endedCall();
    plantAnotherMapping(altered);
    try (var rebuild = rebuild()) {
      rebuild.switchOver();
    }

    var analysed = ended(altered);
    analysed.putObject("call_analysis").put("call_summary", "Well");
    live.send(altered, Records.webhook("call_analyzed", analysed)).get(30, TimeUnit.SECONDS);
    awaitVersion(altered, 4);
    live.run("update calls.retell_calls set call_analysis = '{}' where call_id = ?", altered);

    try (var rebuild = rebuild()) {
      assertThat(rebuild.switchOver().byColumn()).isEqualTo(Map.of("call_analysis", 1L));
    }
    assertThat(row(altered).at("/call_analysis/call_summary").stringValue()).isEqualTo("Well");
    assertThat(row(altered).path("version").intValue()).isEqualTo(5);
    assertThat(corrections(altered)).hasSize(2);
  }

  @Test
  void stampsThatDifferAreCorrectedWithoutAWord() {
    var altered = endedCall();
    live.run(
        "update calls.retell_calls set stamps = stamps || '{\"x\": 1}' where call_id = ?", altered);

    try (var rebuild = rebuild()) {
      var difference = rebuild.switchOver();
      assertThat(difference.changed()).isZero();
      assertThat(difference.unseen()).isEqualTo(1);
    }

    assertThat(row(altered).path("stamps").has("x")).isFalse();
    assertThat(row(altered).path("version").intValue()).isEqualTo(2);
    assertThat(corrections(altered)).isEmpty();
  }

  @Test
  void trafficGoesOnAndNothingOfItIsLostOrCorrected() throws Exception {
    var altered = endedCall();
    plantAnotherMapping(altered);
    var calls = new ArrayList<UUID>();
    var stop = new AtomicBoolean();
    var traffic =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get() && calls.size() < 1_500) {
                calls.add(send(UUID.randomUUID()));
              }
            });

    var found = new ArrayList<Difference>();
    try (var rebuild = rebuild()) {
      found.add(rebuild.difference());
      for (int i = 0; i < 4; i++) {
        found.add(rebuild.switchOver());
      }
    } finally {
      stop.set(true);
      traffic.join();
    }

    assertThat(found).extracting(Difference::changed).containsExactly(1L, 1L, 0L, 0L, 0L);
    assertThat(calls).isNotEmpty();
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(
                    live.look(
                        "select to_jsonb(count(*)) from calls.retell_calls where call_id = any (?)"
                            + " and status = 'completed' and version = 2",
                        (Object) calls.toArray(UUID[]::new)))
                .first()
                .extracting(JsonNode::intValue)
                .isEqualTo(calls.size()));
    try (var rebuild = rebuild()) {
      assertThat(rebuild.difference().changed()).isZero();
    }
    assertThat(
            live.look(
                "select to_jsonb(count(*)) from calls.rebuilt_calls where call_id = any (?)",
                (Object) calls.toArray(UUID[]::new)))
        .extracting(JsonNode::intValue)
        .containsExactly(calls.size());
  }

  @Test
  void rebuildThatIsKilledGoesOnFromThere() throws Exception {
    var altered = endedCall();
    var last = altered;
    for (int i = 0; i < 3_000; i++) {
      last = send(UUID.randomUUID());
    }
    awaitVersion(last, 2);
    plantAnotherMapping(altered);
    var environment = live.environment();
    try (var killed =
        JavaProcess.start(ProjectorApplication.class, environment, folder, "rebuild", "--diff")) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> shadow("select to_jsonb(count(*)) from calls.rebuilt_calls") > 0);
      killed.kill();
    }

    try (var again =
        JavaProcess.start(ProjectorApplication.class, environment, folder, "rebuild", "--switch")) {
      assertThat(again.awaitExit(LIMIT)).as(again.errorOutput()).isZero();
      assertThat(Json.mapper().readTree(again.output()).path("changed").intValue()).isEqualTo(1);
    }
    assertThat(row(altered).path("status").stringValue()).isEqualTo("completed");
    assertThat(corrections(altered)).hasSize(1);
  }

  @Test
  void readersSeeAllOfASwitchOrNothing() throws Exception {
    var altered = new ArrayList<UUID>();
    for (int i = 0; i < 40; i++) {
      altered.add(send(UUID.randomUUID()));
    }
    for (var id : altered) {
      awaitVersion(id, 2);
      plantAnotherMapping(id);
    }
    var seen = new HashSet<Integer>();
    var stop = new AtomicBoolean();
    var reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                seen.add(failed(altered));
              }
            });
    try (var rebuild = rebuild()) {
      assertThat(rebuild.switchOver().changed()).isEqualTo(altered.size());
    } finally {
      stop.set(true);
      reader.join();
    }

    assertThat(failed(altered)).isZero();
    assertThat(seen).isSubsetOf(0, altered.size());
  }

  @Test
  void switchThatFailsAtItsVeryEndLeavesNothing() {
    var altered = endedCall();
    plantAnotherMapping(altered);
    var before = row(altered);
    live.run(
        "alter table calls.mapping add constraint planted check (version < " + OTHER_MAPPING + ")");
    try (var rebuild = rebuild(OTHER_MAPPING)) {
      assertThatThrownBy(rebuild::switchOver).hasMessageContaining("planted");
    } finally {
      live.run("alter table calls.mapping drop constraint planted");
    }

    assertThat(row(altered)).isEqualTo(before);
    assertThat(corrections(altered)).isEmpty();
    assertThat(live.look(RollUpsIT.SUMMED)).isEqualTo(live.look(RollUpsIT.COUNTED));
    try (var rebuild = rebuild()) {
      assertThat(rebuild.switchOver().changed()).isEqualTo(1);
    }
  }

  @Test
  void whoBeginsShutsOutWhoWasAtIt() {
    try (var first = rebuild();
        var _ = rebuild()) {
      assertThatThrownBy(first::difference).isInstanceOf(CannotRebuild.class);
    }
  }

  @Test
  void foreignRowThatIsFoldedIntoOursMeanwhileIsFoldedHereToo() throws Exception {
    var id = UUID.randomUUID();
    var bare = ended(id);
    bare.remove("metadata");
    live.send(id, Records.webhook("call_ended", bare)).get(30, TimeUnit.SECONDS);
    awaitVersion(NameBasedIds.foreignCallId("call_" + id), 1);
    try (var rebuild = rebuild()) {
      rebuild.difference();
    }

    var _ = live.send(id, Records.request(Records.placeCall(id)));
    live.send(id, Records.dispatch(Records.placed(id, "call_" + id))).get(30, TimeUnit.SECONDS);
    awaitVersion(id, 3);

    try (var rebuild = rebuild()) {
      assertThat(rebuild.difference().changed()).isZero();
    }
    assertThat(
            live.look(
                "select to_jsonb(made) - 'updated_at' from calls.rebuilt_calls made where call_id = ?",
                id))
        .containsExactly(row(id));
  }

  /** The running projector has the old mapping then, and must fold nothing more. */
  @Test
  void whatKafkaNoLongerHasIsMarkedAndAProjectorOfTheOldMappingStandsStill() throws Exception {
    var old = UUID.randomUUID();
    var kept = live.send(old, Records.request(Records.placeCall(old))).get(30, TimeUnit.SECONDS);
    live.send(old, Records.webhook("call_ended", ended(old))).get(30, TimeUnit.SECONDS);
    awaitVersion(old, 2);
    plantAnotherMapping(old);
    var altered = endedCall();
    plantAnotherMapping(altered);
    forget(new TopicPartition(Topics.CALL_REQUESTS, kept.partition()), kept.offset() + 1);

    try (var rebuild = rebuild(OTHER_MAPPING)) {
      var difference = rebuild.switchOver();
      assertThat(difference.from()).isEqualTo(StatusMapping.VERSION);
      assertThat(difference.older()).isPositive();
    }
    assertThat(row(old).path("status").stringValue()).isEqualTo("failed");
    assertThat(row(altered).path("status").stringValue()).isEqualTo("completed");
    assertThat(live.look("select to_jsonb(mapping) from calls.older_rows where call_id = ?", old))
        .extracting(JsonNode::intValue)
        .containsExactly(StatusMapping.VERSION);
    assertThat(live.look("select to_jsonb(1) from calls.older_rows where call_id = ?", altered))
        .isEmpty();

    var late = send(UUID.randomUUID());
    await()
        .atMost(LIMIT)
        .until(() -> live.metrics().matches("(?s).*callstream_reader_stopped\\{[^}]*} [1-9].*"));
    assertThat(live.look("select to_jsonb(1) from calls.retell_calls where call_id = ?", late))
        .isEmpty();
    live.run("update calls.mapping set version = ?", StatusMapping.VERSION);
    awaitVersion(late, 2);
  }

  private static void forget(TopicPartition partition, long before) throws Exception {
    try (var admin = Admin.create(KafkaClients.admin(LiveProjector.KAFKA, "retention"))) {
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static Rebuild rebuild() {
    return rebuild(StatusMapping.VERSION);
  }

  private static Rebuild rebuild(int mapping) {
    return new Rebuild(
        LiveProjector.KAFKA,
        pool,
        new RecordReader(Records.INSTALLATION),
        new CallEvents(Records.INSTALLATION, URI.create("http://gateway.test")),
        mapping);
  }

  private static UUID endedCall() {
    var id = send(UUID.randomUUID());
    awaitVersion(id, 2);
    return id;
  }

  private static UUID send(UUID id) {
    var _ = live.send(id, Records.request(Records.placeCall(id)));
    var _ = live.send(id, Records.webhook("call_ended", ended(id)));
    return id;
  }

  private static ObjectNode ended(UUID id) {
    return over(
        ours(id, "call_" + id, "ended"), "user_hangup", T0.plusSeconds(10), T0.plusSeconds(50));
  }

  private static void awaitVersion(UUID id, int version) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(
                    live.look(
                        "select to_jsonb(version) from calls.retell_calls where call_id = ?", id))
                .extracting(JsonNode::intValue)
                .containsExactly(version));
  }

  /** As a mapping would have left the call that takes a hang-up for a failure. */
  private static void plantAnotherMapping(UUID id) {
    live.run(
        """
        insert into calls.rollup_changes (hour, agent_id, status, outcome, disconnection_reason,
                                          calls, durations, duration_ms, costs, cost)
        select date_trunc('hour', requested_at, 'UTC'), agent_id, s.status, s.outcome,
               disconnection_reason, s.n, s.n, s.n * duration_ms, 0, 0
          from calls.retell_calls c,
               (values ('completed', 'answered', -1), ('failed', 'failed', 1)) as s (status, outcome, n)
         where call_id = ?
        """,
        id);
    live.run(
        "update calls.retell_calls set status = 'failed', outcome = 'failed' where call_id = ?",
        id);
  }

  private static int failed(List<UUID> calls) {
    return live.look(
            "select to_jsonb(count(*)) from calls.retell_calls"
                + " where call_id = any (?) and status = 'failed'",
            (Object) calls.toArray(UUID[]::new))
        .getFirst()
        .intValue();
  }

  private static JsonNode row(UUID id) {
    return live.look(
            "select to_jsonb(c) - 'updated_at' from calls.retell_calls c where call_id = ?", id)
        .getFirst();
  }

  private static long shadow(String count) {
    return live.look(count).getFirst().longValue();
  }

  private static List<JsonNode> corrections(UUID id) {
    return live.look(
        """
        select jsonb_build_object('headers', headers, 'value', convert_from(value, 'UTF8')::jsonb)
          from outbox.messages
         where key = ?::text and headers ->> 'ce_type' = 'call.corrected' order by id
        """,
        id);
  }
}
