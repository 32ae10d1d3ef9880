package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook costs, as ratios of figures taken in turns in one run; the absolute ones are of
 * this machine and hour. Runs when asked for: {@code -Dcallstream.measure=true}.
 */
@EnabledIfSystemProperty(named = "callstream.measure", matches = "true")
class SpeedIT {

  private static final int BATCH = 500;
  private static final int BATCHES = Integer.getInteger("callstream.measure.batches", 20);
  private static final int ROUNDS = 3;

  private static Rig rig;
  private final Random random = new Random(1);

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws Exception {
    rig.close();
  }

  @Test
  void distinctCallsBesideACopyOfTheSameRowsInsideTheServer() {
    for (int bytes : new int[] {2_000, 20_000}) {
      for (int round = 0; round < ROUNDS; round++) {
        rig.clear();
        // An empty table's plans would be kept for the full one.
        rig.run("analyze calls.retell_calls");
        var projected = took(batches(ends(bytes)));
        rig.prepareRaw();
        var raw = rig.raw(BATCH);
        System.out.printf(
            "%d bytes, distinct: projected %.1f us/webhook (own CPU %.1f), copied %.1f: %.0f %%%n",
            bytes, projected.wall(), projected.cpu(), raw, 100 * raw / projected.wall());
      }
    }
  }

  @Test
  void backlogOfThreeEventsPerCallBesideTheSameEventsUnfolded() {
    for (int round = 0; round < ROUNDS; round++) {
      rig.clear();
      var calls = IntStream.range(0, BATCH * BATCHES / 3).mapToObj(_ -> id()).toList();
      var folded = took(batches(calls.stream().flatMap(id -> three(id).stream()).toList()));
      rig.clear();
      var spread = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      for (int event = 0; event < 3; event++) {
        int which = event;
        calls.forEach(id -> spread.add(three(id).get(which)));
      }
      var unfolded = took(batches(spread));
      System.out.printf(
          "three a call: folded %.1f us/webhook (CPU %.1f), unfolded %.1f (CPU %.1f): %.2f x%n",
          folded.wall(),
          folded.cpu(),
          unfolded.wall(),
          unfolded.cpu(),
          unfolded.wall() / folded.wall());
    }
    assertThat(rig.count("calls.retell_calls")).isPositive();
  }

  private record Cost(double wall, double cpu) {}

  /** Microseconds of a record, by the clock and of this thread. */
  private static Cost took(List<List<ConsumerRecord<byte[], byte[]>>> batches) {
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long records = batches.stream().mapToLong(List::size).sum();
    long cpu = threads.getCurrentThreadCpuTime();
    long begun = System.nanoTime();
    batches.forEach(rig::batch);
    return new Cost(
        (System.nanoTime() - begun) / 1e3 / records,
        (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / records);
  }

  private static List<List<ConsumerRecord<byte[], byte[]>>> batches(
      List<ConsumerRecord<byte[], byte[]>> records) {
    var batches = new ArrayList<List<ConsumerRecord<byte[], byte[]>>>();
    for (int from = 0; from < records.size(); from += BATCH) {
      batches.add(records.subList(from, Math.min(records.size(), from + BATCH)));
    }
    return batches;
  }

  private List<ConsumerRecord<byte[], byte[]>> ends(int bytes) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (int i = 0; i < BATCH * BATCHES; i++) {
      records.add(Records.webhook("call_ended", ended(id(), bytes)));
    }
    Collections.shuffle(records, random);
    return records;
  }

  private List<ConsumerRecord<byte[], byte[]>> three(UUID id) {
    var started =
        Records.ours(id, "call_" + id, "ongoing")
            .put("start_timestamp", T0.plusSeconds(10).toEpochMilli());
    var ended = ended(id, 2_000);
    var analysed = ended.deepCopy();
    analysed.putObject("call_analysis").put("call_summary", "They talked and agreed on a day.");
    return List.of(
        Records.webhook("call_started", started),
        Records.webhook("call_ended", ended),
        Records.webhook("call_analyzed", analysed));
  }

  private ObjectNode ended(UUID id, int bytes) {
    var call =
        over(
            Records.ours(id, "call_" + id, "ended"),
            "user_hangup",
            T0.plusSeconds(10),
            T0.plusSeconds(50));
    call.put("to_number", "+1310555" + (1000 + random.nextInt(9000)));
    call.put("from_number", "+12125550117");
    call.putObject("retell_llm_dynamic_variables").put("customer_name", "Amina Duarte");
    call.put("recording_url", "https://recordings.test/" + id + ".wav");
    int missing = bytes - Json.bytes(call).length - 60;
    var words = new StringBuilder();
    while (words.length() < missing) {
      words.append("User: ").append(Long.toString(random.nextLong(), 36)).append(" yes.\n");
    }
    return call.put("transcript", words.toString());
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
