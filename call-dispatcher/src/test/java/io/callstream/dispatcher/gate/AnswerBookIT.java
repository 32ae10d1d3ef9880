package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accepted creates that come while one is being written down. */
class AnswerBookIT {

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @BeforeAll
  static void open() {
    rig = new GateRig("DIAL_PER_SECOND", "1000", "DIAL_UNANSWERED", "100");
    rig.retell.concurrency(1_000);
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @BeforeEach
  void begin() {
    rig.ledger.reset();
    rig.slots.ask();
  }

  @Test
  void theyAreWrittenDownTogetherAndFiftyAtOnce() {
    var dials = dials(61);
    var names = named(dials);

    assertThat(writtenTogether(names).values()).allSatisfy(one -> assertThat(one.join()).isTrue());

    assertThat(count("state = 'placed' and retell_call_id = 'call ' || dial_id")).isEqualTo(61);
    assertThat(rig.ledger.text("select count(distinct xmin::text) from dispatch.dials"))
        .as("the first, fifty, ten")
        .isEqualTo("3");
  }

  @Test
  void oneThatIsNotPlainAndOneWithoutADialDoNotHinderTheOthers() {
    var dials = dials(4);
    var names = named(dials);
    var lost = UUID.randomUUID();
    names.put(lost, "call of nobody");
    names.put(dials.get(2), "call " + dials.getFirst());

    var written = writtenTogether(names);

    assertThat(written.get(lost)).isCompletedWithValue(false);
    assertThat(written.values().stream().filter(CompletableFuture::join)).hasSize(4);
    assertThat(rig.ledger.dialState(dials.get(3))).isEqualTo("placed");
    assertThat(count("retell_call_id = 'call " + dials.getFirst() + "'")).isEqualTo(1);
  }

  @Test
  void aBatchThatFailsIsWrittenDownOneByOne() {
    var dials = dials(4);
    var names = named(dials);
    names.put(dials.get(2), "no text\0for PostgreSQL");

    var written = writtenTogether(names);

    assertThat(written.get(dials.get(2)))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class);
    assertThat(rig.ledger.dialState(dials.get(2))).isEqualTo("dialling");
    assertThat(List.of(dials.get(0), dials.get(1), dials.get(3)))
        .allSatisfy(dial -> assertThat(written.get(dial)).isCompletedWithValue(true))
        .allSatisfy(dial -> assertThat(rig.ledger.dialState(dial)).isEqualTo("placed"));
  }

  /** The first is kept from going on until all the others wait. */
  private static Map<UUID, CompletableFuture<Boolean>> writtenTogether(Map<UUID, String> names) {
    var book = new AnswerBook(rig.ledger.ledger());
    var written = new LinkedHashMap<UUID, CompletableFuture<Boolean>>();
    var threads = new ArrayList<Thread>();
    rig.ledger
        .transactions()
        .executeWithoutResult(_ -> {
          rig.ledger
              .workClient()
              .sql("select number from dispatch.numbers for update")
              .query(String.class)
              .list();
          for (var name : names.entrySet()) {
            var result = new CompletableFuture<Boolean>();
            written.put(name.getKey(), result);
            threads.add(
                Thread.startVirtualThread(
                    () -> write(book, name.getKey(), name.getValue(), result)));
            if (threads.size() == 1) {
              await().atMost(TestLedger.PATIENCE).until(AnswerBookIT::somebodyWaits);
            }
          }
          await()
              .atMost(TestLedger.PATIENCE)
              .until(() ->
                  threads.stream().skip(1).allMatch(one -> one.getState() == Thread.State.WAITING));
        });
    written.values().forEach(one -> one.exceptionally(_ -> false).join());
    return written;
  }

  private static void write(
      AnswerBook book, UUID dialId, String retellCallId, CompletableFuture<Boolean> result) {
    try {
      result.complete(book.write(dialId, new Accepted(retellCallId)));
    } catch (RuntimeException e) {
      result.completeExceptionally(new CompletionException(e));
    }
  }

  private static boolean somebodyWaits() {
    return rig.ledger.text("select count(*) > 0 from pg_locks where not granted").equals("true");
  }

  private static Map<UUID, String> named(List<UUID> dials) {
    var names = new LinkedHashMap<UUID, String>();
    dials.forEach(dial -> names.put(dial, "call " + dial));
    return names;
  }

  private static List<UUID> dials(int wanted) {
    var dials = new ArrayList<UUID>();
    for (int i = 0; i < wanted; i++) {
      rig.ledger.place(TestLedger.call("+121255501%02d".formatted(i)));
      dials.add(rig.dial());
    }
    return dials;
  }

  private static int count(String condition) {
    return Integer.parseInt(
        rig.ledger.text("select count(*) from dispatch.dials where " + condition));
  }
}
