package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.local.part.Part;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Processes die at the worst moments, and come back. */
class KilledIT {

  /** How long a service may take to end after SIGTERM. */
  private static final Duration STOP_MAX = Duration.ofSeconds(45);

  private static final List<Integer> MIXED = List.of(10, 10, 20, 10, 30, 10, 50, 10, 53, 23);

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);

  @Test
  void theDispatcherDiesJustBeforeAndJustAfterThePost() {
    Request before = dieAtThePostOf(Phones.anyone(), _ -> {});
    Request after = dieAtThePostOf(Phones.anyone(), RetellProxy.Exchange::forward);
    Request untouched = calls.place(Phones.anyone());

    calls.awaitEnds(List.of(before, after, untouched));
    promises.holdFor(List.of(before, after, untouched));
    assertThat(rig.ledger().of(before)).as("never left us, never sent again").isEmpty();
    assertThat(rig.ledger().ringsOf(after)).isEqualTo(1);
    assertThat(calls.row(before).path("error_code").asString()).isEqualTo("abandoned");
    assertThat(calls.row(after).path("outcome").asString()).isEqualTo("answered");
  }

  /** What happens at Retell before the dispatcher is gone. */
  private interface LastWords {
    void of(RetellProxy.Exchange exchange) throws IOException;
  }

  private Request dieAtThePostOf(String number, LastWords lastWords) {
    CompletableFuture<Void> died = new CompletableFuture<>();
    rig.retell()
        .onCreate(
            number,
            exchange -> {
              lastWords.of(exchange);
              rig.kill(Rig.DISPATCHER);
              exchange.cut();
              died.complete(null);
            });
    Request call = calls.place(number);
    died.orTimeout(Rig.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    rig.startAgain(Rig.DISPATCHER);
    rig.awaitReady(Rig.DISPATCHER);
    return call;
  }

  @Test
  void theDispatcherDiesAtTheFirstBytesOfThePost() {
    CompletableFuture<Void> died = new CompletableFuture<>();
    rig.retell()
        .onNextCreateAtItsFirstBytes(exchange -> {
          rig.kill(Rig.DISPATCHER);
          exchange.cut();
          died.complete(null);
        });
    Request call = calls.place(Phones.anyone());
    died.orTimeout(Rig.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    rig.startAgain(Rig.DISPATCHER);

    calls.awaitEnd(call);
    promises.holdFor(List.of(call));
    assertThat(rig.ledger().of(call)).isEmpty();
  }

  /** A row it needs is locked by us, so that it waits in the middle of a batch until it is dead. */
  @Test
  void theProjectorDiesInTheMiddleOfABatch() throws SQLException {
    Request first = calls.place(Phones.anyone());
    calls.awaitEnd(first);
    promises.holdFor(List.of(first));
    List<Request> others;
    try (Connection blocker = rig.database();
        Statement sql = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      sql.execute("lock table calls.retell_calls in share row exclusive mode");
      others = calls.place(List.of(Phones.anyone(), Phones.anyone(), Phones.ending(50)).stream());
      await("the projector waits in a transaction").atMost(Rig.LIMIT).until(this::projectorWaits);
      rig.kill(Rig.PROJECTOR);
      blocker.rollback();
    }
    rig.startAgain(Rig.PROJECTOR);

    calls.awaitEnds(others);
    promises.holdFor(others);
  }

  private boolean projectorWaits() throws SQLException {
    try (Connection connection = rig.database();
        Statement sql = connection.createStatement();
        ResultSet waiting =
            sql.executeQuery(
                "select count(*) from pg_locks where not granted and relation = 'calls.retell_calls'::regclass")) {
      return waiting.next() && waiting.getInt(1) > 0;
    }
  }

  @Test
  void relayBrokerDatabaseAndServicesAreRestartedUnderLoad() throws Exception {
    try (Load load = new Load(calls, Duration.ofMillis(300), MIXED)) {
      awaitMore(load);
      for (String name : List.of(rig.relayLeader(), Rig.GATEWAY)) {
        rig.kill(name);
        rig.startAgain(name);
        awaitMore(load);
      }
      rig.killAndRestartKafka();
      awaitMore(load);
      rig.killAndRestartPostgres();
      awaitMore(load);
      for (String name : List.of(Rig.GATEWAY, Rig.DISPATCHER, Rig.PROJECTOR)) {
        rig.awaitReady(name);
        assertStopsInTime(name);
        rig.startAgain(name);
        awaitMore(load);
      }

      List<Request> placed = new ArrayList<>(load.stop());
      calls.awaitEnds(placed);
      promises.holdFor(placed);
    }
  }

  private static void awaitMore(Load load) {
    int seen = load.count();
    await("calls are accepted").atMost(Rig.LIMIT).until(() -> load.count() > seen + 4);
  }

  private void assertStopsInTime(String name) throws Exception {
    Part part = rig.part(name);
    rig.terminate(name);
    part.onExit().get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
  }
}
