package io.callstream.projector;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.projector.fold.Signals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever the order, the batches, the repeats and the number of projectors: the same is left. */
class ProjectionOrderIT {

  private static final Set<String> NOT_IN_EVENTS =
      Set.of(
          "transcript_object", "transcript_with_tool_calls", "raw_extra", "stamps", "search_text");

  private static Rig rig;

  /** Everything of a call but what counts arrivals: {@code seq} of a fact, who was first. */
  private record Left(JsonNode row, Set<String> facts, Set<String> eventIds) {}

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws Exception {
    rig.close();
  }

  @Test
  void randomOrdersBatchesAndRepeatsLeaveTheSame() {
    var random = new Random(20_261_121);
    for (int round = 0; round < 25; round++) {
      var records = some(random);
      rig.clear();
      records.forEach(rig::batch);
      var oneByOne = left(Signals.CALL_ID);

      for (int order = 0; order < 2; order++) {
        rig.clear();
        batches(random, withRepeats(random, records)).forEach(rig::batch);
        assertThat(left(Signals.CALL_ID)).as("round %d", round).isEqualTo(oneByOne);
        assertThatTheLastEventEqualsTheRow(Signals.CALL_ID);
      }
    }
  }

  @Test
  void twoProjectorsThatFoldCallsFromOppositeTopicsLeaveTheSame() throws Exception {
    rig.clear();
    var calls = IntStream.range(0, 25).mapToObj(n -> new UUID(7, n)).toList();
    var fromUs = calls.stream().flatMap(id -> fromUs(id).stream()).toList();
    var fromRetell = calls.stream().flatMap(id -> fromRetell(id).stream()).toList();
    fromUs.forEach(rig::batch);
    fromRetell.forEach(rig::batch);
    var oneAfterTheOther = calls.stream().map(ProjectionOrderIT::left).toList();

    for (int round = 0; round < 3; round++) {
      rig.clear();
      atOnce(new Random(round), fromUs, fromRetell);

      assertThat(calls.stream().map(ProjectionOrderIT::left).toList()).isEqualTo(oneAfterTheOther);
      calls.forEach(ProjectionOrderIT::assertThatTheLastEventEqualsTheRow);
    }
  }

  @Test
  void rowsAreLockedInTheOrderOfTheirIdsWhereverTheyLie() throws Exception {
    rig.clear();
    var first = new UUID(7, 1);
    var second = new UUID(7, 2);
    rig.batch(Records.request(Records.placeCall(second)));
    rig.batch(Records.request(Records.placeCall(first)));
    var both =
        Stream.of(first, second)
            .map(id -> Records.dispatch(Records.placed(id, "call_" + id)))
            .toList();

    try (var other = rig.database.connectAsSuperuser();
        var threads = Executors.newFixedThreadPool(1)) {
      // So small a table is then read as it lies, the second first.
      other.createStatement().execute("analyze calls.retell_calls");
      other.setAutoCommit(false);
      assertThat(locks(other, first)).isTrue();
      var batch = threads.submit(() -> rig.batch(both));
      await().atMost(Duration.ofSeconds(60)).until(ProjectionOrderIT::somebodyWaits);

      assertThat(locks(other, second)).as("nobody has the second before the first").isTrue();
      other.rollback();
      batch.get();
    }
    assertThat(rig.row(second).path("version").intValue()).isEqualTo(2);
  }

  /** False when another has it. */
  private static boolean locks(Connection session, UUID callId) throws SQLException {
    try (var statement =
        session.prepareStatement(
            "select 1 from calls.retell_calls where call_id = ? for update skip locked")) {
      statement.setObject(1, callId);
      return statement.executeQuery().next();
    }
  }

  private static boolean somebodyWaits() {
    return rig.look(
                """
                select to_jsonb(count(*)) from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock'
                """)
            .getFirst()
            .longValue()
        > 0;
  }

  private static List<ConsumerRecord<byte[], byte[]>> fromUs(UUID callId) {
    return List.of(
        Records.request(Records.placeCall(callId)),
        Records.dispatch(Records.placed(callId, "call_" + callId)),
        Records.dispatch(
            Records.asked(callId, over(callId, "user_hangup"), Records.T0.plusSeconds(300))));
  }

  private static List<ConsumerRecord<byte[], byte[]>> fromRetell(UUID callId) {
    var started = Records.ours(callId, "call_" + callId, "ongoing").put("start_timestamp", 1);
    return List.of(
        Records.webhook("call_started", started),
        Records.webhook("call_ended", over(callId, "agent_hangup")),
        Records.webhook("call_analyzed", over(callId, "agent_hangup")));
  }

  private static tools.jackson.databind.node.ObjectNode over(UUID callId, String reason) {
    return Records.over(
        Records.ours(callId, "call_" + callId, "ended"),
        reason,
        Records.T0,
        Records.T0.plusSeconds(9));
  }

  private static void atOnce(
      Random random,
      List<ConsumerRecord<byte[], byte[]>> some,
      List<ConsumerRecord<byte[], byte[]>> others)
      throws Exception {
    List<Callable<Boolean>> projectors = new ArrayList<>();
    for (var records : List.of(some, others)) {
      var batches = batches(random, withRepeats(random, records), 20);
      projectors.add(() -> {
        batches.forEach(rig::batch);
        return true;
      });
    }
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var done : threads.invokeAll(projectors)) {
        assertThat(done.get()).isTrue();
      }
    }
  }

  private static Left left(UUID callId) {
    var facts =
        rig.facts(callId).stream()
            .map(fact -> fact.path("fact").stringValue() + " " + fact.path("digest").stringValue())
            .collect(toSet());
    var ids =
        rig.events(callId).stream().map(e -> e.path("message_id").stringValue()).collect(toSet());
    assertThat(rig.events(callId)).as("each event once").hasSameSizeAs(ids);
    assertThat(rig.row(callId).path("version").intValue()).isEqualTo(facts.size());
    return new Left(rig.row(callId), facts, ids);
  }

  private static void assertThatTheLastEventEqualsTheRow(UUID callId) {
    var row = rig.row(callId);
    var events = rig.events(callId);
    assertThat(events)
        .extracting(event -> event.at("/value/version").intValue())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size()).boxed().toList());
    var call = events.getLast().at("/value/call");
    row.forEachEntry((column, value) -> {
      if (!NOT_IN_EVENTS.contains(column)) {
        assertThat(comparable(column, call.path(column)))
            .as(column)
            .isEqualTo(comparable(column, value));
      }
    });
  }

  private static Object comparable(String column, JsonNode value) {
    return column.endsWith("_at") && value.isString()
        ? OffsetDateTime.parse(value.stringValue()).toInstant()
        : value;
  }

  private static List<ConsumerRecord<byte[], byte[]>> some(Random random) {
    var shuffled = new ArrayList<>(Signals.records().values());
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(8)));
  }

  private static List<ConsumerRecord<byte[], byte[]>> withRepeats(
      Random random, List<ConsumerRecord<byte[], byte[]>> records) {
    var more = new ArrayList<>(records);
    IntStream.range(0, 4).forEach(_ -> more.add(records.get(random.nextInt(records.size()))));
    Collections.shuffle(more, random);
    return more;
  }

  private static List<List<ConsumerRecord<byte[], byte[]>>> batches(
      Random random, List<ConsumerRecord<byte[], byte[]>> records) {
    return batches(random, records, 3);
  }

  private static List<List<ConsumerRecord<byte[], byte[]>>> batches(
      Random random, List<ConsumerRecord<byte[], byte[]>> records, int most) {
    var batches = new ArrayList<List<ConsumerRecord<byte[], byte[]>>>();
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(most));
      batches.add(records.subList(from, to));
      from = to;
    }
    return batches;
  }
}
