package io.callstream.gateway.webcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps web calls from being made, or from being given away. */
class WebCallLimitsIT {

  private static final String FULL = "/api/v1/calls/web-call";
  private static final String SEED = "/api/create-web-call";
  private static final String CREATE = "POST /v3/create-web-call";
  private static final String PAGE = "https://shop.example.test";
  private static final String BODY = "{\"agent_id\":\"agent_1\"}";
  private static final String TOKEN = "token_of_nobody_else";

  private TestDatabase database;
  private Db db;
  private RetellStub retell;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    var settings = new HashMap<>(retell.settings());
    settings.put("WEB_CALL_ORIGINS", PAGE);
    settings.put("WEB_CALL_AGENTS", "agent_1");
    gateway = RunningGateway.ready(database, settings);
    db = new Db(database);
    retellMakes();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @Test
  void aWebCallTakesAPlaceInTheBudgetOrIsRefused() {
    assertThat(made()).as("nobody knows the limit").isEqualTo(201);
    db.migrate("call-dispatcher", "dispatch");
    db.run("update dispatch.slots set open = 2, read_at = now()");
    assertThat(made()).as("one place is taken, one is left").isEqualTo(201);

    var asked = retell.asked().size();
    assertThat(gateway.post(FULL, BODY).isProblem(429).header("Retry-After")).isNotEmpty();
    assertThat(gateway.post(SEED, BODY).status()).isEqualTo(500);
    assertThat(gateway.post("/v3/create-web-call", BODY).status()).isEqualTo(429);
    assertThat(retell.asked()).as("Retell is not asked").hasSize(asked);

    db.run("update gateway.web_slots set until = now() - interval '1 second'");
    assertThat(made()).as("their time is over").isEqualTo(201);
    db.run("update dispatch.slots set open = 0, read_at = now() - interval '2 minutes'");
    assertThat(made()).as("a limit of long ago is none").isEqualTo(201);
  }

  @Test
  void aWebCallThatFindsNoPlaceGetsTheNextOneThatFallsFree() {
    db.migrate("call-dispatcher", "dispatch");
    db.run("update dispatch.slots set open = 1, read_at = now()");
    assertThat(made()).isEqualTo(201);

    // The third look finds another slot open.
    db.run(
        """
        do $do$ begin
          set local role callstream_owner;
          create sequence dispatch.looks;
          create or replace function dispatch.slots_now()
            returns table (open integer, taken bigint)
            language sql volatile security definer set search_path = pg_catalog, dispatch
            as 'select case when nextval(''dispatch.looks'') < 3 then 1 else 2 end, 0::bigint';
        end $do$
        """);

    assertThat(made()).isEqualTo(201);
    assertThat(db.count("select last_value from dispatch.looks")).isEqualTo(3);
    assertThat(made()).isEqualTo(429);
    assertThat(db.count("select count(*) from gateway.web_slots"))
        .as("it stands no more")
        .isEqualTo(2);
  }

  @Test
  void whatTheDispatcherCountsIsNotCountedTwice() {
    db.migrate("call-dispatcher", "dispatch");
    db.run("update dispatch.slots set open = 2, read_at = now()");
    var id = UUID.fromString(gateway.post(FULL, BODY).at("/callstream_call_id"));
    db.run("insert into dispatch.numbers (number) values ('web:1')");
    db.run(
        """
        insert into dispatch.calls (call_id, request_id, to_number, from_number, variables, metadata,
          requested_at, due_at, expires_at, state)
        values (?, ?, 'web:1', 'web', '{}', '{}', now(), now(), now(), 'in_flight')
        """,
        id,
        id);
    db.run(
        """
        insert into dispatch.dials (dial_id, call_id, request_id, to_number, state, gate_at,
          lease_until, retell_call_id, placed_at)
        values (gen_random_uuid(), ?, ?, 'web:1', 'placed', now(), now(), 'r', now())
        """,
        id,
        id);

    assertThat(made()).isEqualTo(201);
    assertThat(made()).isEqualTo(429);
  }

  @Test
  void whatRetellRefusesGivesItsPlaceBack() {
    retell.answer(CREATE, 422, "{\"status\":\"error\",\"message\":\"No\"}");
    gateway.post(FULL, BODY).isProblem(422);

    assertThat(db.count("select count(*) from gateway.web_slots")).isZero();
  }

  @Test
  void aCallThatRetellNamesTwiceIsOne() {
    var first = gateway.post(FULL, BODY);
    var second = gateway.post(SEED, BODY);

    assertThat(second.status()).as(second.text()).isEqualTo(201);
    assertThat(second.at("/callstream_call_id")).isEqualTo(first.at("/callstream_call_id"));
    assertThat(db.count("select count(*) from gateway.web_slots")).isEqualTo(1);
  }

  @Test
  void aCallMadeWhileAllIsStoppedIsStoppedAndItsTokenGivenToNobody() {
    retell.before(CREATE, () -> gateway.post("/api/v1/dialling/stop"));

    assertThat(gateway.post(FULL, BODY).isProblem(409).text()).doesNotContain(TOKEN);
    assertThat(
            db.count(
                "select count(*) from gateway.requests"
                    + " where retell_call_id is not null and stop_asked_at is not null"))
        .isEqualTo(1);
  }

  @Test
  void aCallThatCannotBeStoredIsGivenToNobody() {
    retell.before(
        CREATE, () -> db.run("alter table gateway.requests rename to requests_out_of_reach"));

    var answer = gateway.post("/v3/create-web-call", BODY);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).doesNotContain(TOKEN);
    assertThat(answer.header("x-should-retry")).isEqualTo("false");
  }

  @Test
  void theTokenIsKeptInNoTable() {
    assertThat(gateway.post(FULL, BODY).at("/access_token")).isEqualTo(TOKEN);

    assertThat(db.everything()).isNotEmpty().noneMatch(value -> value.contains(TOKEN));
  }

  @Test
  void aKeyThatIsWrongIsSaidSoToAnAllowedPageToo() {
    var request = page(BODY).header("Authorization", "Bearer wrong");

    assertThat(RunningGateway.send(request).status()).isEqualTo(401);
  }

  @Test
  void aStrangerReachesTheAgentAsItIsPublishedAndHearsNothingOfTheAccount() {
    var draft = send(page("{\"agent_id\":\"agent_1\",\"agent_version\":0}"));
    assertThat(draft.status()).isEqualTo(400);
    assertThat(draft.at("/error")).contains("agent_version");

    retell.answer(CREATE, 402, "{\"status\":\"error\",\"message\":\"Trial ended\"}");
    assertThat(send(page(BODY)).at("/error")).isEqualTo("Retell refused this web call");
    assertThat(gateway.post(SEED, BODY).at("/error")).contains("Trial ended");
  }

  @Test
  void theSeedsRouteHasItsOwnErrorsEverywhere() {
    for (var answer :
        new Answer[] {
          gateway.get(SEED),
          send(HttpRequest.newBuilder(gateway.uri(SEED)).GET()),
          gateway.post(SEED, "["),
        }) {
      assertThat(answer.status()).isBetween(400, 405);
      assertThat(answer.json().propertyNames()).containsExactly("error");
    }
  }

  @Test
  void whereEveryPageIsAllowedItsOriginIsNotWrittenDown() throws Exception {
    var settings = new HashMap<>(retell.settings());
    settings.put("WEB_CALL_ORIGINS", "*");
    settings.put("WEB_CALL_AGENTS", "agent_1");
    try (var open = RunningGateway.ready(database, settings)) {
      var answer =
          send(
              HttpRequest.newBuilder(open.uri(SEED))
                  .header("Origin", "https://anything.example.test/" + "x".repeat(3_000))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(BODY)));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
    assertThat(db.one(String.class, "select api_key_id from gateway.requests")).isEqualTo("web *");
  }

  private int made() {
    retellMakes();
    return gateway.post(FULL, BODY).status();
  }

  private void retellMakes() {
    retell.answer(
        CREATE,
        201,
        "{\"call_id\":\"call_%s\",\"access_token\":\"%s\"}".formatted(UUID.randomUUID(), TOKEN));
  }

  private HttpRequest.Builder page(String body) {
    return HttpRequest.newBuilder(gateway.uri(SEED))
        .header("Origin", PAGE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private static Answer send(HttpRequest.Builder request) {
    return RunningGateway.send(request);
  }
}
