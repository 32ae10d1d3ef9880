package io.callstream.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import io.callstream.contracts.Locks;
import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Campaigns over HTTP: rules, states, people, the do-not-call list. */
class CampaignIT {

  private static final String WINDOW =
      "\"window\": {\"days\": [\"mon\", \"tue\"], \"from\": \"09:00\", \"to\": \"17:30\"}";

  private static final String ALWAYS =
      "\"window\": {\"days\": [\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"],"
          + " \"from\": \"00:00\", \"to\": \"24:00\"}";

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
  void aDraftIsMadeShownAndEdited() {
    var made = create("{\"name\": \"A\", " + WINDOW + ", \"max_attempts\": 2}");

    var id = made.at("/campaign_id");
    assertThat(made.header("Location")).isEqualTo("/api/v1/campaigns/" + id);
    assertThat(made.at("/state")).isEqualTo("draft");
    assertThat(made.json().at("/window/to").stringValue()).isEqualTo("17:30");
    assertThat(made.json().get("from_numbers").get(0).stringValue())
        .isEqualTo(RunningGateway.FROM_NUMBER);
    assertThat(gateway.get("/api/v1/campaigns/" + id).json()).isEqualTo(made.json());
    var edited = patch(id, "{\"weight\": 7}");
    assertThat(edited.json().get("weight").intValue()).isEqualTo(7);
    assertThat(edited.json().get("max_attempts").intValue()).isEqualTo(2);
    assertThat(gateway.get("/api/v1/campaigns?limit=200").text()).contains(id);
  }

  @Test
  void aRepeatedCreateMakesOneCampaign() {
    var body = "{\"name\": \"A\", " + WINDOW + "}";

    var first = gateway.post("/api/v1/campaigns", body, "Idempotency-Key", "K1");
    var again = gateway.post("/api/v1/campaigns", " " + body, "Idempotency-Key", "K1");

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    gateway
        .post("/api/v1/campaigns", body.replace("\"A\"", "\"B\""), "Idempotency-Key", "K1")
        .isProblem(409);
    gateway.post("/api/v1/campaigns", body, "Idempotency-Key", "").isProblem(400);
    assertThat(create(body).at("/campaign_id")).isNotEqualTo(first.at("/campaign_id"));
  }

  @Test
  void filtersThatNothingCanMeetAreRefused() {
    var path =
        "/api/v1/campaigns/" + create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");

    gateway.get(path + "/recipients?state=waitng").isProblem(400);
    gateway.get(path + "/recipients?hold=windw").isProblem(400);
    assertThat(gateway.get(path + "/recipients?state=not_released&hold=gap").status())
        .isEqualTo(200);
  }

  /** Its requests would only expire, a million messages later. */
  @Test
  void nobodyIsReleasedAfterTheEndAndTheCampaignIsFinished() {
    var id =
        create("{\"name\": \"A\", " + ALWAYS + ", \"end_at\": \"2020-01-01T00:00:00Z\"}")
            .at("/campaign_id");
    upload(id, "phone\n+12125550160\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    assertThat(move(id, "start").at("/state")).isEqualTo("running");

    awaitState(id, "finished");

    assertThat(progress(id, "expired")).isEqualTo(1);
    assertThat(progress(id, "not_released")).isZero();
    var people = gateway.get("/api/v1/campaigns/" + id + "/recipients?state=expired").json();
    assertThat(people.get("items").size()).isEqualTo(1);
    assertThat(db.count("select count(*) from gateway.requests where campaign_id::text = ?", id))
        .isZero();
  }

  @Test
  void whoEditsOrStartsIsToldWhatDoesNotFollow() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    assertThat(move(id, "start").json().get("warnings").toString()).contains("nobody to call");
    upload(id, "phone\n+12125550160\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    move(id, "pause");
    assertThat(patch(id, "{\"agent_id\": \"agent_2\"}").json().get("warnings").size()).isZero();
    db.run(
        "insert into dispatch.tallies (campaign_id, category, n) values (?::uuid, 'waiting', 1)",
        id);

    assertThat(patch(id, "{\"agent_id\": \"agent_3\"}").json().get("warnings").toString())
        .contains("1 people wait whose requests were made before");
    assertThat(patch(id, "{\"weight\": 3}").json().get("warnings").size()).isZero();
    db.run("delete from dispatch.tallies where campaign_id = ?::uuid", id);
  }

  @Test
  void requestsAreCancelledInTheNameOfWhoCancelledTheirCampaign() {
    var id = create("{\"name\": \"A\", " + ALWAYS + "}").at("/campaign_id");
    upload(id, "phone\n+12125550160\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    db.run("update gateway.campaigns set created_by = 'maker' where campaign_id::text = ?", id);
    move(id, "start");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count("select count(*) from gateway.requests where campaign_id::text = ?", id) == 1);

    move(id, "cancel");

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count(
                    "select count(*) from gateway.requests where withdrawn_at is not null"
                        + " and cancelled_by <> 'maker' and campaign_id::text = ?",
                    id)
                == 1);
  }

  @Test
  void aCampaignMustSayItsWindowAndIsWarnedOfAllHours() {
    assertThat(gateway.post("/api/v1/campaigns", "{\"name\": \"A\"}").fields())
        .containsExactly("$.window");
    var all =
        create(
            """
            {"name": "A", "window": {"days": ["mon","tue","wed","thu","fri","sat","sun"],
             "from": "00:00", "to": "24:00"}}
            """);
    assertThat(all.json().get("warnings").size()).isEqualTo(1);
    var ofOneCountry =
        create(
            """
            {"name": "A", "window": {"days": ["mon"], "from": "10:00", "to": "12:00", "countries": {
             "DE": {"days": ["mon"], "from": "10:00", "to": "12:00"},
             "US": {"days": ["mon","tue","wed","thu","fri","sat","sun"], "from": "00:00", "to": "24:00"}}}}
            """);
    assertThat(ofOneCountry.json().get("warnings").toString()).contains("US").doesNotContain("DE");
  }

  @Test
  void everyWrongFieldIsNamed() {
    var answer =
        gateway.post(
            "/api/v1/campaigns",
            """
            {"name": "", "window": {"days": ["someday"], "from": "9", "to": "25:00"},
             "retry": [{"on": ["declined"], "delay_s": 0}], "max_attempts": 99, "weight": 0,
             "from_numbers": ["12"], "budget": {"calls": -1}, "colour": "red"}
            """);

    assertThat(answer.fields())
        .contains(
            "$.name",
            "$.window.days",
            "$.window.from",
            "$.window.to",
            "$.retry[0].on",
            "$.retry[0].delay_s",
            "$.max_attempts",
            "$.weight",
            "$.from_numbers[0]",
            "$.budget.calls",
            "$.colour");
  }

  @Test
  void movesFollowTheStates() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");

    move(id, "pause").isProblem(409);
    assertThat(move(id, "start").at("/state")).isEqualTo("running");
    patchIs(id, 409);
    assertThat(move(id, "pause").at("/state")).isEqualTo("paused");
    assertThat(move(id, "pause").at("/state")).isEqualTo("paused");
    assertThat(move(id, "resume").at("/state")).isEqualTo("running");
    assertThat(move(id, "cancel").at("/state")).isEqualTo("cancelling");
    awaitState(id, "cancelled");
    move(id, "start").isProblem(409);
    move(id, "resume").isProblem(409);
    move("0f8f6a5e-4a3a-4f57-9d5c-0a51c3f6a001", "start").isProblem(404);
    move("x", "start").isProblem(404);
  }

  @Test
  void everyRowOfAnUploadIsAccountedFor() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    suppress("+12125550149");
    var csv =
        "\uFEFFto_number;external_id;timezone;name;note\r\n"
            + "+12125550140;P1;;Zoë;\"two\nlines\"\r\n"
            + "+12125550141;P2;America/New_York;B;"
            + "x".repeat(5_000)
            + "\r\n"
            + "+12125550140;P3;;again;\r\n"
            + "2125550142;P4;;national;\r\n"
            + "+12125550143;P5;Mars/Base;zone;\r\n"
            + "+12125550144;P6;;=1+1;\r\n"
            + "+12125550145;P7\r\n"
            + "+12125550149;P8;;quiet;\r\n";

    var answer = upload(id, csv.getBytes(StandardCharsets.UTF_8), "text/csv");

    assertThat(counts(answer)).isEqualTo("8 rows: 3 + 1 (1 in file) + 4, 1 suppressed");
    var rejects = gateway.get("/api/v1/campaigns/" + id + "/rejects.csv").text();
    assertThat(rejects)
        .startsWith("line,column,reason,to_number,external_id,timezone,name,note\r\n")
        .contains("\r\n6,to_number,\"Invalid phone number format")
        .contains("\r\n7,timezone,")
        .contains("\r\n8,name,\"A formula, not a value\",+12125550144,P6,,'=1+1,")
        .contains("\r\n9,*,\"2 cells");
    var again = upload(id, csv.getBytes(StandardCharsets.UTF_8), "text/csv");
    assertThat(counts(again)).isEqualTo("8 rows: 0 + 4 (0 in file) + 4, 0 suppressed");
    var mended = rejects.replace(",2125550142,", ",+12125550142,");
    var sentBack = upload(id, mended.getBytes(StandardCharsets.UTF_8), "text/csv");
    assertThat(sentBack.json().get("accepted").intValue()).isEqualTo(1);
    assertThat(progress(id, "recipients")).isEqualTo(4);
    assertThat(progress(id, "not_released")).isEqualTo(4);
    var people = gateway.get("/api/v1/campaigns/" + id + "/recipients").json().get("items");
    assertThat(people.get(0).at("/variables/name").stringValue()).isEqualTo("Zoë");
    assertThat(people.get(0).at("/variables/note").stringValue()).isEqualTo("two\nlines");
  }

  @Test
  void windowsLettersAndJsonLinesAreRead() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");

    upload(
        id, "phone,name\n+12125550150,Zoë\n".getBytes(Charset.forName("windows-1252")), "text/csv");
    var lines =
        upload(
            id,
            """
            {"to_number": "+12125550151", "external_id": "Q1", "age": 7, "variables": {"name": "B"}}
            {"to_number": "+12125550151"}
            not json
            {"to_number": "+12125550152", "tags": []}
            """
                .getBytes(StandardCharsets.UTF_8),
            "application/x-ndjson");

    assertThat(counts(lines)).isEqualTo("4 rows: 1 + 1 (1 in file) + 2, 0 suppressed");
    var people = gateway.get("/api/v1/campaigns/" + id + "/recipients").json().get("items");
    assertThat(people.get(0).at("/variables/name").stringValue()).isEqualTo("Zoë");
    assertThat(people.get(1).get("variables").toString())
        .isEqualTo("{\"age\":\"7\",\"name\":\"B\"}");
    upload(id, "name\nx\n".getBytes(StandardCharsets.UTF_8), "text/csv").isProblem(400);
  }

  @Test
  void rowsThatNoServiceCouldCarryAreRejectedOneByOne() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var line = new StringBuilder("{\"to_number\": \"+12125550190\"");
    for (int i = 0; i < 9; i++) {
      line.append(", \"v").append(i).append("\": \"").append("\\u0001".repeat(9_000)).append('"');
    }

    var answer =
        upload(
            id,
            (line
                    + "}\n{\"to_number\": \"+12125550191\", \"a\\u0000b\": \"x\"}\n"
                    + "{\"to_number\": \"+12125550192\"}\n")
                .getBytes(StandardCharsets.UTF_8),
            "application/x-ndjson");

    assertThat(counts(answer)).isEqualTo("3 rows: 1 + 0 (0 in file) + 2, 0 suppressed");
    assertThat(
            gateway
                .post(
                    "/api/v1/campaigns",
                    "{\"name\": \"A\", "
                        + WINDOW
                        + ", \"variables\": {\"v\": \""
                        + "x".repeat(100_000)
                        + "\"}}")
                .fields())
        .containsExactly("$.variables");
  }

  @Test
  void peopleBecomeRequestsOnceTheCampaignRuns() {
    var id =
        create("{\"name\": \"A\", " + ALWAYS + ", \"variables\": {\"x\": \"1\"}}")
            .at("/campaign_id");
    upload(
        id,
        "phone,name\n+12125550160,A\n+12125550161,B\n".getBytes(StandardCharsets.UTF_8),
        "text/csv");
    assertThat(db.count("select count(*) from gateway.requests where campaign_id::text = ?", id))
        .isZero();

    move(id, "start");

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count("select count(*) from gateway.requests where campaign_id::text = ?", id) == 2);
    var said =
        db.values(
            """
            select m.value from outbox.messages m join gateway.requests r on r.request_id::text = m.key
             where r.campaign_id::text = ? order by m.id
            """,
            id);
    assertThat(said).hasSize(2);
    var command = Json.tree(said.getFirst());
    assertThat(command.get("campaign_id").stringValue()).isEqualTo(id);
    assertThat(command.get("variables").toString()).isEqualTo("{\"x\":\"1\",\"name\":\"A\"}");
    assertThat(progress(id, "not_released")).as("not at the dispatcher yet").isEqualTo(2);
    move(id, "cancel");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count(
                    "select count(*) from gateway.requests where withdrawn_at is not null"
                        + " and campaign_id::text = ?",
                    id)
                == 2);
  }

  @Test
  void aCampaignIsNotFinishedWhilePeopleAreComingIn() throws Exception {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    upload(id, "phone\n+12125550180\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    move(id, "start");
    try (var upload = database.connectAs("gateway");
        var statement = upload.createStatement()) {
      upload.setAutoCommit(false);
      statement.execute(
          "select pg_advisory_xact_lock_shared(%d, %d)"
              .formatted(Locks.CAMPAIGN.classId(), Locks.key(UUID.fromString(id))));
      statement.execute(
          "insert into gateway.imports (import_id, campaign_id, accepted, done_at) values"
              + " (gen_random_uuid(), '"
              + id
              + "', 1, now())");
      db.run(
          "insert into dispatch.tallies (campaign_id, category, n) values (?::uuid, 'completed', 1)",
          id);
      awaitWaiter();
      upload.commit();
    }

    Awaitility.await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(30))
        .until(() -> gateway.get("/api/v1/campaigns/" + id).at("/state").equals("running"));
  }

  private static void awaitWaiter() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count(
                    "select count(*) from pg_locks l join pg_stat_activity a using (pid)"
                        + " where a.datname = current_database() and not l.granted")
                > 0);
  }

  @Test
  void nobodyIsReleasedWhileTheirWindowIsClosed() {
    var closed = LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek();
    var day = closed.name().substring(0, 3).toLowerCase(Locale.ROOT);
    var id =
        create(
                "{\"name\": \"A\", \"window\": {\"days\": [\""
                    + day
                    + "\"], \"from\": \"12:00\", \"to\": \"13:00\"}}")
            .at("/campaign_id");
    upload(id, "phone\n+12125550160\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    move(id, "start");

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count(
                    "select count(*) from gateway.recipients where look_at > now() and campaign_id::text = ?",
                    id)
                == 1);

    var person = gateway.get("/api/v1/campaigns/" + id + "/recipients?hold=outside_window").json();
    assertThat(person.at("/items/0/state").stringValue()).isEqualTo("not_released");
    assertThat(person.at("/items/0/hold/until").isString()).isTrue();
    assertThat(db.count("select count(*) from gateway.requests where campaign_id::text = ?", id))
        .isZero();
    move(id, "pause");
    assertThat(patch(id, "{" + ALWAYS + "}").status()).isEqualTo(200);
    move(id, "resume");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count("select count(*) from gateway.requests where campaign_id::text = ?", id) == 1);
    move(id, "cancel");
  }

  @Test
  void aBadQuoteCostsItsRowAlone() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var csv =
        "to_number,name\n+12125550140,\"open\n+12125550141,B\n+12125550142,\"Bob\" Smith\n"
            + "+12125550143,\"two\nlines\"\n+12125550144,\"never closed";

    var answer = upload(id, csv.getBytes(StandardCharsets.UTF_8), "text/csv");

    assertThat(counts(answer)).isEqualTo("5 rows: 2 + 0 (0 in file) + 3, 0 suppressed");
    var rejects = gateway.get("/api/v1/campaigns/" + id + "/rejects.csv").text();
    assertThat(rejects).contains("\r\n2,*,").contains("\r\n4,*,").contains("\r\n7,*,");
    var mended = rejects.replace("\"\"\"open\"", "Open").replace("\"\"\"Bob\"\" Smith\"", "Bob");
    assertThat(counts(upload(id, mended.getBytes(StandardCharsets.UTF_8), "text/csv")))
        .startsWith("3 rows: 3 + 0");
  }

  @Test
  void aKnownIdWithAnotherNumberIsRejectedAndNotLost() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    upload(id, "phone,external_id\n+12125550156,E1\n".getBytes(StandardCharsets.UTF_8), "text/csv");

    var answer =
        upload(
            id,
            "phone,external_id\n+12125550157,E1\n+12125550158,E9\n+12125550156,E7\n"
                .getBytes(StandardCharsets.UTF_8),
            "text/csv");

    assertThat(counts(answer)).isEqualTo("3 rows: 1 + 1 (0 in file) + 1, 0 suppressed");
    assertThat(gateway.get("/api/v1/campaigns/" + id + "/rejects.csv").text())
        .contains("\r\n2,external_id,The campaign has another number with this external_id,");
  }

  @Test
  void twoColumnsForTheNumberAreReadAsOneUnlessTheyDiffer() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var csv =
        """
        to_number,phone,name,,
        ,+12125550140,a,,
        +12125550141,,b,,
        +12125550142,+12125550142,c,,
        +12125550143,+12125550144,d,,
        """;

    var answer = upload(id, csv.getBytes(StandardCharsets.UTF_8), "text/csv");

    assertThat(counts(answer)).isEqualTo("4 rows: 3 + 0 (0 in file) + 1, 0 suppressed");
  }

  @Test
  void rejectsOfJsonLinesAreSentAgainAsTheyCame() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    upload(
        id,
        """
        {"to_number": "2125550140", "name": "Zoë"}
        {"to_number": "+12125550141", "a": "\\ud800"}
        """
            .getBytes(Charset.forName("windows-1252")),
        "application/x-ndjson");
    var rejects = gateway.get("/api/v1/campaigns/" + id + "/rejects.csv").text();

    var mended = rejects.replace("\"\"2125550140", "\"\"+12125550140");
    var answer = upload(id, mended.getBytes(StandardCharsets.UTF_8), "text/csv");

    assertThat(counts(answer)).isEqualTo("2 rows: 1 + 0 (0 in file) + 1, 0 suppressed");
    var people = gateway.get("/api/v1/campaigns/" + id + "/recipients").json().get("items");
    assertThat(people.get(0).at("/variables/name").stringValue()).isEqualTo("Zoë");
  }

  @Test
  void aRetryThatIsAddedLaterIsMade() {
    var retry = "{\"retry\": [{\"on\": [\"busy\"], \"delay_s\": 7200}]";
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");

    assertThat(patch(id, retry + "}").json().get("max_attempts").intValue()).isEqualTo(3);

    var two = create("{\"name\": \"A\", " + WINDOW + ", \"max_attempts\": 2}").at("/campaign_id");
    var kept = patch(two, retry + "}").json();
    assertThat(kept.get("max_attempts").intValue()).isEqualTo(2);
    assertThat(kept.get("warnings").size()).isZero();
    var never = patch(two, "{\"max_attempts\": 1}").json();
    assertThat(never.get("max_attempts").intValue()).isEqualTo(1);
    assertThat(never.get("warnings").toString()).contains("a retry is never made");
  }

  @Test
  void minutesThatAreLessThanOneCallMayTakeAreWarnedOf() {
    var body = "{\"name\": \"A\", " + WINDOW + ", \"budget\": {\"minutes\": %d}}";

    assertThat(create(body.formatted(119)).json().get("warnings").toString())
        .contains("CALL_LENGTH_MAX");
    assertThat(create(body.formatted(120)).json().get("warnings").size()).isZero();
  }

  /** The default of calls is taken as it is set, so it may be none that is in use. */
  @Test
  void aCampaignKeepsTheFromNumberThatItHas() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    db.run(
        "update gateway.campaigns set rules = jsonb_set(rules, '{from_numbers}', '[\"+15555550100\"]')"
            + " where campaign_id = ?::uuid",
        id);

    assertThat(patch(id, "{\"weight\": 2}").status()).isEqualTo(200);
    assertThat(patch(id, "{\"from_numbers\": [\"+15555550100\", \"+15555550101\"]}").fields())
        .containsExactly("$.from_numbers[1]");
  }

  @Test
  void whoseCampaignBeginsLaterIsScheduled() {
    var id =
        create("{\"name\": \"A\", " + ALWAYS + ", \"start_at\": \"2099-01-01T00:00:00Z\"}")
            .at("/campaign_id");
    upload(id, "phone\n+12125550160\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    move(id, "start");

    var people = gateway.get("/api/v1/campaigns/" + id + "/recipients?hold=scheduled").json();

    assertThat(people.at("/items/0/hold/code").stringValue()).isEqualTo("scheduled");
    assertThat(people.at("/items/0/hold/until").stringValue())
        .isEqualTo("2099-01-01T00:00:00.000Z");
    move(id, "pause");
    assertThat(
            gateway.get("/api/v1/campaigns/" + id + "/recipients?hold=paused").json().get("items"))
        .hasSize(1);
  }

  @Test
  void aReportCountsTheCallsAndSaysWhatHoldsTheWholeCampaign() {
    var id = create("{\"name\": \"A\", " + ALWAYS + "}").at("/campaign_id");
    upload(id, "phone\n+12125550160\n+12125550161\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    move(id, "start");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            db.count("select count(*) from gateway.requests where campaign_id::text = ?", id) == 2);
    arrived(id);
    move(id, "pause");

    assertThat(gateway.get("/api/v1/campaigns/" + id + "/report.csv").text().lines())
        .map(line -> line.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id"))
        .contains("+12125550160,,id,waiting,1,paused,", "+12125550161,,id,waiting,0,paused,");
    db.run("delete from dispatch.dials where campaign_id = ?::uuid", id);
    db.run("delete from dispatch.calls where campaign_id = ?::uuid", id);
  }

  /** Of the first one a second attempt waits, and was refused once; the second one's turn comes. */
  private static void arrived(String campaign) {
    db.run(
        """
        with call as (
          insert into dispatch.calls (call_id, request_id, attempt, campaign_id, to_number,
            from_number, variables, metadata, requested_at, due_at, expires_at, hold_code, hold_text)
          select gen_random_uuid(), request_id, 2 - n, campaign_id, to_number, '+12125550100', '{}',
                 '{}', now(), now() + interval '1 hour', now() + interval '2 hours', 'retry_wait', 'later'
            from gateway.recipients cross join lateral (select right(to_number, 1)::int as n) last
           where campaign_id = ?::uuid
          returning *)
        insert into dispatch.dials (dial_id, call_id, request_id, to_number, campaign_id, state,
          gate_at, lease_until, unknown_at)
        select gen_random_uuid(), call_id, request_id, to_number, campaign_id, s.state, now(), now(), now()
          from call cross join (values ('rejected'), ('abandoned')) s (state) where attempt = 2
        """,
        campaign);
  }

  @Test
  void columnsThatAreOneInAnyCaseAreRefused() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var file = "Phone,phone\n+12125550160,+12125550161\n".getBytes(StandardCharsets.UTF_8);

    assertThat(upload(id, file, "text/csv").isProblem(400).text()).contains("a column twice");
  }

  @Test
  void aContentTypeIsOneInAnyCase() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var file = "phone\n+12125550160\n".getBytes(StandardCharsets.UTF_8);

    assertThat(counts(upload(id, file, "Text/CSV; charset=utf-8")))
        .isEqualTo("1 rows: 1 + 0 (0 in file) + 0, 0 suppressed");
  }

  @Test
  void rejectsAreThoseOfAnUploadOfTheCampaign() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var other = create("{\"name\": \"B\", " + WINDOW + "}").at("/campaign_id");
    var made = upload(other, "phone\n1\n".getBytes(StandardCharsets.UTF_8), "text/csv");
    var rejects = "/rejects.csv?import_id=";

    gateway.get("/api/v1/campaigns/" + id + rejects + UUID.randomUUID()).isProblem(404);
    gateway.get("/api/v1/campaigns/" + id + rejects + made.at("/import_id")).isProblem(404);
    assertThat(gateway.get(made.at("/rejects_url")).status()).isEqualTo(200);
    assertThat(gateway.get("/api/v1/campaigns/" + id + "/rejects.csv").status()).isEqualTo(200);
  }

  @Test
  void aLongRejectedLineOfJsonIsSentAgainWhole() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var line = new StringBuilder("{\"to_number\": \"2125550142\"");
    for (int i = 0; i < 10; i++) {
      line.append(", \"v").append(i).append("\": \"").append("x".repeat(4_000)).append('"');
    }
    upload(
        id, line.append("}\n").toString().getBytes(StandardCharsets.UTF_8), "application/x-ndjson");
    var rejects = gateway.get("/api/v1/campaigns/" + id + "/rejects.csv").text();

    var mended = rejects.replace("\"\"2125550142", "\"\"+12125550142");

    assertThat(counts(upload(id, mended.getBytes(StandardCharsets.UTF_8), "text/csv")))
        .isEqualTo("1 rows: 1 + 0 (0 in file) + 0, 0 suppressed");
  }

  @Test
  void aVariableIsNoFieldOfOursAndHasAName() {
    var id = create("{\"name\": \"A\", " + WINDOW + "}").at("/campaign_id");
    var lines =
        upload(
            id,
            """
            {"to_number": "+12125550151", "variables": {"to_number": "+12125550199"}}
            {"to_number": "+12125550152", "a\\u0000b": "x"}
            {"to_number": "+12125550153", "name": "A", "variables": {"name": "B"}}
            {"to_number": "+12125550154", "name": "A"}
            """
                .getBytes(StandardCharsets.UTF_8),
            "application/x-ndjson");

    assertThat(counts(lines)).isEqualTo("4 rows: 1 + 0 (0 in file) + 3, 0 suppressed");
  }

  @Test
  void aCampaignWithHoursOfCountriesCanBeEdited() {
    var window =
        WINDOW.replace(
            "\"17:30\"}",
            "\"17:30\", \"countries\": {\"DE\": {\"days\": [\"mon\"], \"from\": \"10:00\", \"to\": \"12:00\"}}}");
    var id = create("{\"name\": \"A\", " + window + "}").at("/campaign_id");

    assertThat(patch(id, "{\"weight\": 2}").status()).isEqualTo(200);
  }

  @Test
  void impossibleNumbersAndTimesAreRefused() {
    var answer =
        gateway.post(
            "/api/v1/campaigns",
            "{\"name\": \"A\", "
                + WINDOW
                + ", \"per_second\": 1e-20, \"start_at\": \"+300000-01-01T00:00:00Z\"}");
    assertThat(answer.fields()).containsExactlyInAnyOrder("$.per_second", "$.start_at");
  }

  @Test
  void aDryRunSaysWhoWouldBeCalledAndWhoNotAndWhy() {
    var id = create("{\"name\": \"A\", " + ALWAYS + "}").at("/campaign_id");
    suppress("+12125550185");
    upload(
        id,
        "phone,timezone\n+12125550183,\n+12125550184,\n+12125550185,\n"
            .getBytes(StandardCharsets.UTF_8),
        "text/csv");

    var run = gateway.get("/api/v1/campaigns/" + id + "/dry-run").json();

    assertThat(run.get("people").intValue()).isEqualTo(3);
    assertThat(run.get("would_be_dialled").intValue()).isEqualTo(2);
    assertThat(run.get("holds").toString()).isEqualTo("{\"suppressed\":1}");
    assertThat(run.at("/cost_estimate/cents").isNull()).isTrue();
    gateway.get("/api/v1/campaigns/x/dry-run").isProblem(404);
  }

  @Test
  void theDoNotCallListIsKept() {
    assertThat(suppress("+12125550170").status()).isEqualTo(201);
    assertThat(suppress("+12125550170").status()).isEqualTo(200);
    assertThat(gateway.get("/api/v1/suppressions/%2B12125550170").at("/number"))
        .isEqualTo("+12125550170");
    assertThat(suppress("nobody").fields()).containsExactly("$.number");
    var taken =
        RunningGateway.send(
            gateway
                .request("/api/v1/suppressions")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("Number\n'+12125550170\n+12125550171\nx\n")));
    assertThat(taken.text()).contains("\"rows\":3,\"accepted\":1,\"duplicate\":1,\"rejected\":1");
    var path = "/api/v1/suppressions/%2B12125550171";
    assertThat(RunningGateway.send(gateway.request(path).DELETE()).status()).isEqualTo(204);
    RunningGateway.send(gateway.request(path).DELETE()).isProblem(404);
    gateway.get(path).isProblem(404);
  }

  private static Answer create(String body) {
    var answer = gateway.post("/api/v1/campaigns", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static Answer patch(String id, String body) {
    return RunningGateway.send(
        gateway
            .request("/api/v1/campaigns/" + id)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private static void patchIs(String id, int status) {
    patch(id, "{\"weight\": 2}").isProblem(status);
  }

  private static Answer move(String id, String move) {
    return gateway.post("/api/v1/campaigns/" + id + "/" + move);
  }

  private static Answer suppress(String number) {
    return gateway.post("/api/v1/suppressions", "{\"number\": \"" + number + "\"}");
  }

  private static Answer upload(String id, byte[] file, String type) {
    return RunningGateway.send(
        gateway
            .request("/api/v1/campaigns/" + id + "/recipients")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(file)));
  }

  private static String counts(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var json = answer.json();
    return "%s rows: %s + %s (%s in file) + %s, %s suppressed"
        .formatted(
            json.get("rows"),
            json.get("accepted"),
            json.get("duplicate"),
            json.get("duplicate_in_file"),
            json.get("rejected"),
            json.get("suppressed"));
  }

  private static long progress(String id, String count) {
    return gateway.get("/api/v1/campaigns/" + id + "/progress").json().get(count).longValue();
  }

  private static void awaitState(String id, String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> gateway.get("/api/v1/campaigns/" + id).at("/state").equals(state));
  }
}
