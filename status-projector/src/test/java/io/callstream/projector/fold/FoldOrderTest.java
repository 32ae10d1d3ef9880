package io.callstream.projector.fold;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.NameBasedIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A row depends on the set of its signals: not on their order, on how they fell into batches, nor
 * on repeats. The database's part in it is in {@code ProjectionOrderIT}.
 */
class FoldOrderTest {

  private static final List<Signal> POOL = List.copyOf(pool().values());

  /** More of them when asked for: {@code -Dcallstream.histories=100000}. */
  private static final int HISTORIES = Integer.getInteger("callstream.histories", 5_000);

  private static final int HISTORY_MAX = 40;

  /** What is left of a history: nothing of this may tell one order from another. */
  private record Left(CallRow row, Set<UUID> eventIds) {}

  @Test
  void everyOrderOfEveryThreeSignalsLeavesTheSame() {
    subsets(3).forEach(FoldOrderTest::assertThatEveryOrderLeavesTheSame);
  }

  @ParameterizedTest
  @MethodSource("stories")
  void everyOrderOfAWholeStoryLeavesTheSame(List<String> names) {
    assertThatEveryOrderLeavesTheSame(names.stream().map(pool()::get).toList());
  }

  private static void assertThatEveryOrderLeavesTheSame(List<Signal> signals) {
    var first = left(List.of(signals));
    permutations(
        signals, order -> assertThat(left(List.of(order))).as("%s", order).isEqualTo(first));
  }

  static Stream<List<String>> stories() {
    return Stream.of(
        List.of(
            "requested",
            "placed",
            "started",
            "ended_user_hangup",
            "analysed_once",
            "analysed_again",
            "asked_voicemail_earlier",
            "ended_timeless"),
        List.of(
            "requested",
            "abandoned",
            "placed",
            "started",
            "lost",
            "unrecognised",
            "ended_without_reason"),
        List.of(
            "requested",
            "withdrawn",
            "completed",
            "expired",
            "rejected",
            "started_after_lost",
            "lost",
            "analysed_without_reason_later"));
  }

  @Test
  void randomOrdersBatchesAndRepeatsLeaveTheSame() {
    var random = new Random(20_261_121);
    for (int round = 0; round < HISTORIES; round++) {
      var signals = some(random);
      var again = batches(random, withRepeats(random, signals));

      assertThat(left(again)).as("round %d: %s", round, signals).isEqualTo(left(List.of(signals)));
    }
  }

  private static Map<String, Signal> pool() {
    var pool = new TreeMap<>(Signals.all());
    var timeless = Signals.call("error").put("disconnection_reason", "error_retell");
    pool.put("ended_timeless", Signals.webhook("call_ended", timeless));
    for (var name : List.of("analysed_once", "analysed_again")) {
      var call = Signals.call("ended").put("disconnection_reason", "user_hangup");
      call.put("end_timestamp", 1_795_230_047_380L).put("transcript", name);
      call.putObject("call_analysis").put("call_summary", name);
      call.put("agent_name", name);
      pool.put(name, Signals.webhook("call_analyzed", call));
    }
    return pool;
  }

  private static Left left(List<List<Signal>> batches) {
    var news = news(batches);
    var ids = news.stream().map(FoldOrderTest::eventId).collect(toSet());
    assertThat(ids).as("each event once").hasSameSizeAs(news);
    return new Left(news.getLast().row(), ids);
  }

  private static UUID eventId(NewFact fact) {
    return NameBasedIds.eventId(fact.row().callId(), fact.fact().wire(), fact.signal().digest());
  }

  private static List<NewFact> news(List<List<Signal>> batches) {
    var row = StatusMapping.row(Signals.CALL_ID, 0, Claims.NONE);
    var known = new HashSet<NewFact.Id>();
    var news = new ArrayList<NewFact>();
    for (var batch : batches) {
      var fold = new BatchFold(Map.of(row.callId(), row), known);
      batch.forEach(signal -> fold.add(Signals.CALL_ID, signal));
      for (var fact : fold.news()) {
        known.addAll(BatchFold.ids(Signals.CALL_ID, fact.signal()));
        row = fact.row();
      }
      news.addAll(fold.news());
    }
    return news;
  }

  private static List<Signal> some(Random random) {
    var shuffled = new ArrayList<>(POOL);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(POOL.size())));
  }

  private static List<Signal> withRepeats(Random random, List<Signal> signals) {
    var more = new ArrayList<>(signals);
    IntStream.range(0, random.nextInt(HISTORY_MAX - signals.size() + 1))
        .forEach(_ -> more.add(signals.get(random.nextInt(signals.size()))));
    Collections.shuffle(more, random);
    return more;
  }

  private static List<List<Signal>> batches(Random random, List<Signal> signals) {
    var batches = new ArrayList<List<Signal>>();
    for (int from = 0; from < signals.size(); ) {
      int to = Math.min(signals.size(), from + 1 + random.nextInt(3));
      batches.add(signals.subList(from, to));
      from = to;
    }
    return batches;
  }

  private static List<List<Signal>> subsets(int size) {
    var subsets = new ArrayList<List<Signal>>();
    subsets(size, 0, List.of(), subsets::add);
    return subsets;
  }

  private static void subsets(
      int size, int from, List<Signal> chosen, Consumer<List<Signal>> sink) {
    if (size == 0) {
      sink.accept(chosen);
      return;
    }
    for (int i = from; i <= POOL.size() - size; i++) {
      subsets(size - 1, i + 1, plus(chosen, POOL.get(i)), sink);
    }
  }

  private static void permutations(List<Signal> signals, Consumer<List<Signal>> sink) {
    permutations(List.of(), signals, sink);
  }

  private static void permutations(
      List<Signal> chosen, List<Signal> left, Consumer<List<Signal>> sink) {
    if (left.isEmpty()) {
      sink.accept(chosen);
    }
    for (var next : left) {
      permutations(
          plus(chosen, next),
          left.stream().filter(s -> !s.digest().equals(next.digest())).toList(),
          sink);
    }
  }

  private static List<Signal> plus(List<Signal> signals, Signal one) {
    return Stream.concat(signals.stream(), Stream.of(one)).toList();
  }
}
