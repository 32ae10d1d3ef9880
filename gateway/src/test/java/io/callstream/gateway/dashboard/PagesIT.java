package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.NodeScripts;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over the real read model, by HTTP and in a real browser. */
class PagesIT {

  private static final String PASSWORD = "correct horse battery";
  private static final String CALL = "0b5f3a60-0000-4000-8000-000000000001";

  private static TestDatabase database;
  private static Db db;
  private static RetellStub retell;
  private static RunningGateway gateway;
  private static Browser browser;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    retell.answer("GET /get-concurrency", 200, "{\"concurrency_limit\": 20}");
    retell.answer(
        "POST /v2/list-agents?limit=1000",
        200,
        "{\"items\":[{\"agent_id\":\"agent_1\",\"agent_name\":\"Reminder\"}]}");
    retell.answer(
        "GET /v2/list-phone-numbers?limit=1000",
        200,
        "{\"items\":[{\"phone_number\":\"" + RunningGateway.FROM_NUMBER + "\"}]}");
    retell.answer(
        "GET /get-agent/agent_1",
        200,
        "{\"agent_id\":\"agent_1\",\"agent_name\":\"Reminder\",\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"llm_1\"}}");
    retell.answer(
        "GET /get-retell-llm/llm_1",
        200,
        "{\"llm_id\":\"llm_1\",\"begin_message\":\"Hello {{name}}\",\"general_prompt\":\"Speak of {{order}}\"}");
    var settings = new java.util.HashMap<>(retell.settings());
    settings.put("CALLSTREAM_ADMIN_PASSWORD", PASSWORD);
    gateway = RunningGateway.ready(database, settings);
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
    browser = new Browser(gateway);
    browser.signIn("admin", PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void calls() {
    db.run("truncate calls.retell_calls, calls.aliases, calls.facts, dispatch.holds");
    for (int i = 1; i <= 60; i++) {
      add(i, i % 3 == 0 ? "failed" : i % 7 == 0 ? "initiated" : "completed");
    }
    db.run("update calls.retell_calls set search_text = to_number");
    db.run("truncate calls.rollups, calls.rollup_changes");
    db.run(
        """
        insert into calls.rollups (hour, agent_id, status, outcome, calls, durations, duration_ms, costs, cost)
        select date_trunc('hour', requested_at, 'UTC'), agent_id, status, outcome, count(*), 0, 0, 0, 0
          from calls.retell_calls group by 1, 2, 3, 4
        """);
    db.run(
        """
        update calls.retell_calls set transcript_object = '[
          {"role": "agent", "content": "Good morning <b>Zoë</b>", "words": [{"word": "<i>Good", "start": 0.4, "end": 0.7}]},
          {"role": "user", "content": "<i>Who is it?", "words": []},
          {"role": "user", "content": "Hello", "words": [{"word": "Hello", "start": 62.1, "end": 62.4}]}]',
          call_analysis = '{"call_summary": "A friendly talk", "call_successful": true}',
          call_cost = '{"combined_cost": 42}', recording_url = 'https://media.example/1.wav',
          variables = '{"name": "Zoë"}'
        where call_id = cast(? as uuid)
        """,
        CALL);
  }

  private static void deadLetters() {
    db.run(
        """
        insert into gateway.dead_letters
          (topic, dlt_partition, dlt_offset, dead_at, reason, cause, key, headers, value, bytes)
        select 'dispatch-signals', 0, i, now() - make_interval(mins => i::int), 'The signal is no JSON',
               'tools.jackson.core.exc.StreamReadException', 'call-1', '[]', '{"call_id": "0b5f', 17
          from generate_series(1, 3) i
        """);
  }

  private static void add(int i, String status) {
    var over = !status.equals("initiated");
    db.run(
        """
        insert into calls.retell_calls
          (call_id, request_id, attempt, call_type, direction, to_number, from_number, agent_id, status, outcome,
           disconnection_reason, duration_ms, variables, metadata, raw_extra, requested_at, version)
        values (cast(? as uuid), cast(? as uuid), 1, 'phone_call', 'outbound', ?, '+12125550100', 'agent_1', ?, nullif(?, ''), nullif(?, ''), nullif(?, 0),
           '{}', '{}', '{}', now() - make_interval(mins => ?), 1)
        """,
        id(i),
        id(i),
        "+121255501%02d".formatted(i),
        status,
        over ? status.equals("failed") ? "busy" : "answered" : "",
        over ? status.equals("failed") ? "dial_busy" : "user_hangup" : "",
        over ? 125_000 : 0,
        i * 20);
  }

  private static String id(int i) {
    return "0b5f3a60-0000-4000-8000-%012d".formatted(i);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard",
        "/dashboard/stop",
        "/dashboard/calls",
        "/dashboard/calls/" + CALL,
        "/dashboard/calls/send",
        "/dashboard/campaigns",
        "/dashboard/campaigns/new",
        "/dashboard/dead-letters",
        "/dashboard/suppressions",
        "/dashboard/settings",
        "/dashboard/first-run"
      })
  void aPageHoldsNothingInlineAndNothingFromElsewhere(String path) {
    var page = browser.get(path);

    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .containsExactly(DashboardConfiguration.POLICY);
    assertThat(DashboardConfiguration.POLICY)
        .doesNotContain("unsafe")
        .contains("default-src 'none'");
    assertThat(page.headers().allValues("Cache-Control")).contains("no-store");
    assertThat(page.body())
        .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
        .doesNotContainPattern("<[^>]*\\s(style|on[a-z]+)=")
        .doesNotContainPattern("<[^>]*\\s(src|action)=\"(https?:)?//")
        .doesNotContain("th:")
        .contains("<h1");
    var assets =
        Pattern.compile("(?:href|src)=\"(/dashboard/assets/[^\"]+)\"").matcher(page.body());
    assertThat(assets.results().toList())
        .hasSize(3)
        .allSatisfy(asset ->
            assertThat(new Browser(gateway).get(asset.group(1)).statusCode()).isEqualTo(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard",
        "/dashboard/calls",
        "/dashboard/calls/" + CALL,
        "/dashboard/campaigns"
      })
  void whatIsAskedForAgainIsThePartThatLivesAlone(String path) {
    var part = browser.get(path, "HX-Request", "true").body().strip();

    assertThat(part)
        .startsWith("<div id=\"live\"")
        .doesNotContain("<html", "<nav aria-label=\"Main\"");
    assertThat(browser.get(path).body()).contains("<html").contains("<div id=\"live\"");
  }

  @Test
  void theListIsFilteredAndPagedByItsAddress() {
    var first = browser.get("/dashboard/calls");
    assertThat(rows(first)).isEqualTo(50);
    var next = link(first, "Older calls");
    var second = browser.get(next);
    assertThat(rows(second)).isEqualTo(10);
    assertThat(second.body()).doesNotContain("Older calls").contains("Newest");

    var failed =
        browser.get("/dashboard/calls?status=failed&outcome=busy&q=&since=&tz=Europe%2FBerlin");
    assertThat(rows(failed)).isEqualTo(20);
    assertThat(rows(browser.get("/dashboard/calls?q=%2B12125550103"))).isEqualTo(1);
    assertThat(rows(browser.get("/dashboard/calls?since=2999-01-01T00:00"))).isZero();
    var wrong = browser.get("/dashboard/calls?status=nonsense&since=soon");
    assertThat(wrong.statusCode()).isEqualTo(200);
    assertThat(wrong.body()).contains("status: Must be one of").contains("since: Must be a time");
  }

  @Test
  void agentsAndCampaignsStandThereByName() {
    browser.get("/dashboard/calls/send");
    browser.submit("/dashboard/campaigns/new", "name=Tuesdays");
    var campaign =
        db.one(
            String.class,
            "select campaign_id::text from gateway.campaigns where name = 'Tuesdays'");

    assertThat(browser.get("/dashboard/calls").body())
        .contains(">Reminder</td>")
        .contains("<option value=\"agent_1\">Reminder</option>")
        .contains("<option value=\"" + campaign + "\">Tuesdays</option>");
    assertThat(browser.get("/dashboard/calls?agent_id=agent_9&campaign_id=" + campaign).body())
        .contains("<option value=\"agent_9\" selected=\"selected\">agent_9</option>")
        .contains("<option value=\"" + campaign + "\" selected=\"selected\">Tuesdays</option>");
    assertThat(browser.get("/dashboard/calls/" + CALL).body()).contains("<dd>Reminder</dd>");
  }

  @Test
  void theExportHoldsEveryCallOfTheFilterAndNoFormula() {
    db.run("update calls.retell_calls set error_message = '=1+1' where status = 'failed'");

    var file = browser.get("/dashboard/calls/export.csv?status=failed");

    assertThat(file.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(file.body().lines()).hasSize(21);
    assertThat(file.body()).contains("'=1+1").contains(",+12125550103,").startsWith("call_id,");
    assertThat(browser.get("/dashboard/calls/export.csv").body().lines()).hasSize(61);
  }

  @Test
  void aTimeOfTheFilterIsMeantInTheViewersZone() {
    db.run("truncate calls.retell_calls");
    add(1, "completed");
    db.run("update calls.retell_calls set requested_at = '2026-11-21T09:00:00Z'");
    var ten = "/dashboard/calls?since=2026-11-21T09:30&tz=";

    assertThat(rows(browser.get(ten + "Europe%2FBerlin"))).isEqualTo(1);
    assertThat(rows(browser.get(ten + "UTC"))).isZero();
  }

  @Test
  void aCallSaysWhatHappenedAndWhatWasSaid() {
    var page = browser.get("/dashboard/calls/" + CALL).body();

    assertThat(page)
        .contains("The person hung up after talking with the agent.")
        .contains("2 min 5 s")
        .contains("$0.42")
        .contains("A friendly talk")
        .contains("Good morning &lt;b&gt;Zoë&lt;/b&gt;")
        .contains("&lt;i&gt;Good")
        .contains("&lt;i&gt;Who is it?")
        .doesNotContain("<i>", "<b>Zoë")
        .contains("1:02")
        .contains("https://media.example/1.wav")
        .doesNotContain("Cancel the call");
    assertThat(browser.get("/dashboard/calls/" + id(3)).body()).contains("The line was busy.");
    assertThat(browser.get("/dashboard/calls/nowhere").statusCode()).isEqualTo(404);
    assertThat(browser.get("/dashboard/calls/nowhere").body()).contains("Nothing is here");
  }

  @Test
  void aFormSentTwiceIsOneCallAndEndsOnItsPage() {
    var form =
        "form_id="
            + UUID.randomUUID()
            + "&to_number=%2B12125550123&variable_name=name&variable_value=Zo%C3%AB";
    var sent = browser.submit("/dashboard/calls/send", form);
    var again = browser.submit("/dashboard/calls/send", form);

    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
    var address = sent.headers().firstValue("Location").orElseThrow();
    assertThat(again.headers().firstValue("Location")).hasValue(address);
    var page = browser.get(address.replaceFirst("^https?://[^/]+", ""));
    assertThat(page.body()).contains("The call is accepted").contains("Zoë").contains("user:admin");
    var path = address.replaceFirst("^https?://[^/]+", "").replaceFirst("\\?.*", "");
    assertThat(browser.submit(path + "/cancel", "").headers().firstValue("Location").orElseThrow())
        .endsWith("said=withdrawn");
    assertThat(browser.get(path).body()).contains("cancelled before anybody");
    assertThat(browser.submit(path + "/cancel", "").statusCode()).isEqualTo(302);
  }

  @Test
  void theUseOfVariablesIsShownWhileTheyAreTyped() {
    var form = "agent_id=agent_1&variable_name=name&variable_value=Zo%C3%AB";
    var unused = "&variable_name=colour&variable_value=red";
    assertThat(browser.submit("/dashboard/calls/send/preview", form + unused).body())
        .contains("Hello Zoë")
        .contains("{{order}}")
        .contains("has no value yet")
        .contains("does not use colour");
    assertThat(browser.submit("/dashboard/calls/send/preview", "agent_id=agent_9").body())
        .contains("cannot be seen from here");
  }

  @Test
  void errorsStandBesideTheirFieldsAndNothingTypedIsLost() {
    long before = db.count("select count(*) from gateway.requests");
    var answer =
        browser.submit(
            "/dashboard/calls/send",
            "form_id="
                + UUID.randomUUID()
                + "&to_number=12&variable_name=&variable_value=orphan&metadata=%7Bx&schedule_at=soon");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("id=\"variables-error\"")
        .contains("id=\"metadata-error\"")
        .contains("id=\"schedule_at-error\"")
        .contains("orphan");
    var number =
        browser.submit("/dashboard/calls/send", "form_id=" + UUID.randomUUID() + "&to_number=12");
    assertThat(number.body())
        .contains("id=\"to_number-error\"")
        .contains("Invalid phone number format")
        .contains("aria-describedby=\"to_number-error\"");
    assertThat(browser.get("/dashboard/calls/send/check?to_number=%2B12125550123").body())
        .contains("can be called");
    assertThat(browser.get("/dashboard/calls/send/check?to_number=12").body())
        .contains("Invalid phone number format");
    assertThat(db.count("select count(*) from gateway.requests")).isEqualTo(before);
  }

  @Test
  void theOverviewCountsAndTheSetupIsLookedAt() {
    assertThat(browser.get("/dashboard").body()).contains("calls asked for").contains("<rect");
    var connection = browser.submit("/dashboard/settings/connection", "");
    assertThat(connection.body()).contains("20 calls may run at once");
    var firstRun = browser.get("/dashboard/first-run").body();
    assertThat(firstRun)
        .contains("is one of yours at Retell")
        .contains("RETELL_AGENT_ID is not set");
  }

  @Test
  void aTestWebhookProvesTheWayAndLeavesNothing() {
    var address = gateway.uri("/api/webhooks/retell").toString();
    var webhook = gateway.context().getBean(io.callstream.gateway.webhook.TestWebhook.class);

    assertThat(webhook.send(address).arrived()).isTrue();
    assertThat(webhook.send(gateway.uri("/openapi.json").toString()).arrived()).isFalse();
    assertThat(webhook.send("http://127.0.0.1:9/").arrived()).isFalse();
  }

  @Test
  void numbersGoOnTheListAndComeOff() {
    var number = "+12125550199";
    browser.submit("/dashboard/suppressions", "number=%2B12125550199&reason=asked");
    assertThat(browser.get("/dashboard/suppressions?number=%2B12125550199").body())
        .contains("is on the list")
        .contains("asked");
    assertThat(db.count("select count(*) from gateway.suppressions where number = ?", number))
        .isOne();
    browser.submit("/dashboard/suppressions/remove", "number=%2B12125550199");
    assertThat(browser.get("/dashboard/suppressions?number=%2B12125550199").body())
        .contains("is not on the list");
  }

  @Test
  void aPersonWatchesInARealBrowser() {
    var missing = NodeScripts.missing();
    need(missing);
    var scripts = NodeScripts.install("browser");
    var probe = scripts.ended("probe.mjs");
    need(probe.status() == 0 ? "" : probe.said());
    deadLetters();
    assertThat(
            scripts.run(
                "dashboard.mjs",
                Map.of("BASE_URL", gateway.uri("").toString(), "PASSWORD", PASSWORD, "CALL", CALL)))
        .contains("signed-in", "let go")
        .contains("looks");
  }

  private static void need(String missing) {
    if (!missing.isEmpty()) {
      System.err.println("NOT RUN: the dashboard in a browser, since " + missing.strip());
    }
    assumeTrue(missing.isEmpty(), missing);
  }

  private static long rows(HttpResponse<String> page) {
    return Pattern.compile("id=\"c-").matcher(page.body()).results().count();
  }

  private static String link(HttpResponse<String> page, String words) {
    var matcher = Pattern.compile("href=\"([^\"]+)\"[^>]*>" + words).matcher(page.body());
    assertThat(matcher.find()).as(page.body()).isTrue();
    return matcher.group(1).replace("&amp;", "&");
  }
}
