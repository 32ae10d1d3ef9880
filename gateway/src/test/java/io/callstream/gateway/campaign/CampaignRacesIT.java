package io.callstream.gateway.campaign;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Campaigns while others are at work: uploads, gateways, dials on the wire. */
class CampaignRacesIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BATCH = 1_000;

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static Db db;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.migrate("call-dispatcher", "dispatch");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void anUploadWhoseCampaignIsCancelledMeanwhileAddsNobodyElse() {
    var id = create();
    int rows = 60 * BATCH;
    var file = BodyPublishers.ofString("to_number\n" + numbers(0, rows, n -> n) + "\n");
    var upload = inBackground(() -> upload(id, file));
    await("some are there")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> people(id) >= BATCH);

    move(id, "cancel");

    long then = people(id);
    upload.join().isProblem(409);
    assertThat(people(id)).isEqualTo(then).isLessThan(rows);
  }

  @Test
  void uploadsOfTheSamePeopleInAnotherOrderDoNotBreakEachOther() {
    for (int round = 0; round < 8; round++) {
      var id = create();
      var start = new CountDownLatch(1);
      var up = inBackground(() -> together(start, id, n -> n));
      var down = inBackground(() -> together(start, id, n -> BATCH - 1 - n));
      start.countDown();

      long accepted = accepted(up.join()) + accepted(down.join());

      assertThat(accepted).isEqualTo(BATCH);
      assertThat(people(id)).isEqualTo(BATCH);
    }
  }

  @Test
  void peopleWhomAnotherGatewayIsReleasingAreLeftToIt() throws Exception {
    var id = create();
    upload(id, BodyPublishers.ofString("to_number\n" + numbers(0, 3, n -> n) + "\n"));
    try (var other = database.connectAs("owner");
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "select from gateway.recipients where campaign_id = '"
              + id
              + "' and to_number = '"
              + number(0)
              + "' for update");
      move(id, "start");
      await("the others are released").atMost(LIMIT).until(() -> requests(id) == 2);
      other.rollback();
    }
    await("then that one too").atMost(LIMIT).until(() -> requests(id) == 3);
    assertThat(db.count("select sum(n) from gateway.releases where campaign_id::text = ?", id))
        .isEqualTo(3);
    move(id, "cancel");
  }

  /** MECHANISMS.md B9. */
  @Test
  void aCampaignIsPausedOnlyWhenNoDialOfItIsOnTheWire() {
    var id = create();
    move(id, "start");
    dial(id);

    assertThat(move(id, "pause").at("/state")).isEqualTo("pausing");

    await().during(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> state(id).equals("pausing"));
    db.run(
        "update dispatch.dials set state = 'unknown', unknown_at = now() where campaign_id::text = ?",
        id);
    await().atMost(LIMIT).until(() -> state(id).equals("paused"));
  }

  @Test
  void aCallShowsTheHoldThatItsCampaignIsUnder() {
    var id = create();
    upload(id, BodyPublishers.ofString("to_number\n" + number(7) + "\n"));
    move(id, "start");
    await("it is released").atMost(LIMIT).until(() -> requests(id) == 1);
    var call =
        db.one(
            String.class,
            "select request_id::text from gateway.requests where campaign_id::text = ?",
            id);
    db.run(
        """
        insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
          variables, metadata, requested_at, due_at, expires_at, hold_code, hold_text)
        values (?::uuid, ?::uuid, ?::uuid, '+12125550111', '+12125550100', '{}', '{}', now(),
          now() + interval '1 hour', now() + interval '2 hours', 'retry_wait', 'later')
        """,
        call,
        call,
        id);
    db.run("insert into dispatch.campaigns (campaign_id) values (?::uuid)", id);
    assertThat(hold(call)).isEqualTo("retry_wait");

    move(id, "pause");
    assertThat(hold(call)).as("which no gate has seen").isEqualTo("paused");
    db.run(
        "update dispatch.campaigns set hold_code = 'paused', hold_text = 'p' where campaign_id::text = ?",
        id);
    move(id, "resume");
    assertThat(hold(call)).as("which no gate has taken back").isEqualTo("paced");
    move(id, "cancel");
  }

  private static String hold(String call) {
    return gateway.get("/api/v1/calls/" + call).at("/hold/code");
  }

  private static void dial(String campaign) {
    db.run(
        """
        with call as (
          insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
            variables, metadata, requested_at, due_at, expires_at, state)
          values (gen_random_uuid(), gen_random_uuid(), ?::uuid, '+12125550111', '+12125550100', '{}',
            '{}', now(), now(), now() + interval '1 hour', 'in_flight') returning *)
        insert into dispatch.dials (dial_id, call_id, request_id, to_number, campaign_id, state,
          gate_at, lease_until)
        select gen_random_uuid(), call_id, request_id, to_number, campaign_id, 'dialling', now(),
               now() + interval '1 hour' from call
        """,
        campaign);
  }

  private static Answer together(CountDownLatch start, String id, IntFunction<Integer> order) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return upload(id, BodyPublishers.ofString("to_number\n" + numbers(0, BATCH, order) + "\n"));
  }

  private static String numbers(int from, int to, IntFunction<Integer> order) {
    return IntStream.range(from, to).mapToObj(n -> number(order.apply(n))).collect(joining("\n"));
  }

  private static String number(int n) {
    return "+1212%03d%04d".formatted(220 + n / 10_000, n % 10_000);
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
  }

  private static String create() {
    return gateway
        .post(
            "/api/v1/campaigns",
            """
            {"name": "A", "window": {"days": ["mon","tue","wed","thu","fri","sat","sun"],
             "from": "00:00", "to": "24:00"}}
            """)
        .at("/campaign_id");
  }

  private static Answer upload(String id, BodyPublisher body) {
    return RunningGateway.send(
        gateway
            .request("/api/v1/campaigns/" + id + "/recipients")
            .header("Content-Type", "text/csv")
            .POST(body));
  }

  private static Answer move(String id, String move) {
    return gateway.post("/api/v1/campaigns/" + id + "/" + move);
  }

  private static String state(String id) {
    return gateway.get("/api/v1/campaigns/" + id).at("/state");
  }

  private static long accepted(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().get("accepted").longValue();
  }

  private static long people(String id) {
    return db.count("select count(*) from gateway.recipients where campaign_id::text = ?", id);
  }

  private static long requests(String id) {
    return db.count("select count(*) from gateway.requests where campaign_id::text = ?", id);
  }
}
