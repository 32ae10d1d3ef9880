package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Campaigns made, filled, started and ended by hand. */
class CampaignPagesIT {

  private static final String PASSWORD = "correct horse battery";
  private static final String ALWAYS =
      "day_mon=on&day_tue=on&day_wed=on&day_thu=on&day_fri=on&day_sat=on&day_sun=on&from=00:00&to=00:00";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;
  private static Browser browser;

  private String campaign = "";

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of("CALLSTREAM_ADMIN_PASSWORD", PASSWORD));
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
    browser = new Browser(gateway);
    browser.signIn("admin", PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void make() {
    var made = browser.submit("/dashboard/campaigns/new", "name=Reminders&agent_id=&from_numbers=");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(302);
    campaign = path(made).replaceAll("/people$", "");
    assertThat(path(made)).isEqualTo(campaign + "/people");
  }

  private static String path(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceFirst("^https?://[^/]+", "");
  }

  private HttpResponse<String> upload(String csv) {
    return browser.upload(campaign + "/people", csv, "X-CSRF-Token", browser.token());
  }

  private HttpResponse<String> step(String step, String form) {
    return browser.submit(campaign + "/steps/" + step, form);
  }

  @Test
  void aDraftKeepsOfficeHoursUntilToldOtherwise() {
    assertThat(browser.get(campaign).body())
        .contains("Monday to Friday from 09:00 to 18:00")
        .contains("A draft without people");
    assertThat(db.one(String.class, "select created_by from gateway.campaigns limit 1"))
        .isEqualTo("user:admin");
  }

  @Test
  void aFormSentTwiceIsOneCampaign() {
    var form = "form_id=" + UUID.randomUUID() + "&name=Twice";
    var first = path(browser.submit("/dashboard/campaigns/new", form));

    assertThat(path(browser.submit("/dashboard/campaigns/new", form))).isEqualTo(first);
    assertThat(browser.submit("/dashboard/campaigns/new", form + "+changed").statusCode())
        .isEqualTo(400);
    assertThat(db.count("select count(*) from gateway.campaigns where name like 'Twice%'")).isOne();
  }

  @Test
  void withoutANameThereIsNoCampaign() {
    var answer = browser.submit("/dashboard/campaigns/new", "name=&from_numbers=12");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("id=\"name-error\"")
        .contains("name is missing")
        .contains("Invalid phone number format");
  }

  @Test
  void anUploadIsCountedAndItsRejectsAreShown() {
    var answer =
        upload(
            "to_number,name\n+12125550131,Ann\n12,<b>Bo</b>\n+12125550131,Ann\n+12125550132,Cy\n");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(path(answer)).startsWith(campaign + "/people#upload-");
    var page = browser.get(campaign + "/people").body();
    assertThat(page)
        .contains("<b>4</b>rows")
        .contains("<b>2</b>new people")
        .contains("<b>1</b>there already")
        .contains("<b>1</b>rejected")
        .contains("Invalid phone number format")
        .doesNotContain("<b>Bo</b>");
    var id = path(answer).replaceAll(".*#upload-", "");
    var rejects = browser.get(campaign + "/rejects.csv?import_id=" + id);
    assertThat(rejects.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("rejects.csv");
    assertThat(rejects.body()).contains("line,column,reason,to_number,name").contains("<b>Bo</b>");
    make();
    assertThat(browser.get(campaign + "/rejects.csv?import_id=" + id).body())
        .as("rows of another campaign's upload")
        .isEqualToIgnoringNewLines("line,column,reason");
  }

  @Test
  void aFileThatIsNoneIsRefusedInOneSentence() {
    var answer = upload("name\nAnn\n");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("The header names no column to_number or phone");
  }

  @Test
  void anUploadNeedsTheTokenOfItsSession() {
    var csv = "to_number\n+12125550131\n";

    assertThat(browser.upload(campaign + "/people", csv).statusCode()).isEqualTo(403);
    assertThat(
            browser.upload(campaign + "/people", csv, "X-CSRF-Token", "0".repeat(64)).statusCode())
        .isEqualTo(403);
    assertThat(
            db.count(
                "select count(*) from gateway.imports i join gateway.campaigns c using (campaign_id) where c.campaign_id::text = ?",
                id()))
        .isZero();
  }

  private String id() {
    return campaign.replaceAll(".*/", "");
  }

  @Test
  void thePreviewSaysWhomTheFormWouldCallBeforeItIsKept() {
    upload("to_number\n+12125550131\n+12125550132\n");
    browser.submit("/dashboard/suppressions", "number=%2B12125550132");

    var always = browser.submit(campaign + "/preview/when", ALWAYS).body();
    assertThat(always).contains("<b>1</b>").contains("1 on the do-not-call list");
    var never =
        browser.submit(campaign + "/preview/when", ALWAYS + "&end_at=2001-01-01T00:00").body();
    assertThat(never).contains("<b>0</b>").contains("not due yet");
    assertThat(browser.submit(campaign + "/preview/when", "from=9").body()).contains("mend it");
    assertThat(browser.get(campaign).body()).as("nothing is kept").contains("Monday to Friday");
    browser.submit("/dashboard/suppressions/remove", "number=%2B12125550132");
  }

  @Test
  void eachStepKeepsItsOwnAndLeavesTheRest() {
    assertThat(path(step("when", ALWAYS + "&holidays=2026-12-25"))).endsWith("/steps/again");
    assertThat(
            path(
                step(
                    "again",
                    "max_attempts=3&again_no_answer=on&delay_no_answer=1.5&min_gap=60&daily_cap=&expires=2")))
        .endsWith("/steps/pace");
    assertThat(path(step("pace", "concurrency=5&per_second=0.5&weight=2&budget_calls=9")))
        .endsWith("/steps/review");

    var review = browser.get(campaign + "/steps/review").body();
    assertThat(review)
        .contains("every day from 00:00 to 24:00")
        .contains("Nobody is called on 2026-12-25.")
        .contains("After no answer they are called again, 1 minute 30 seconds later.")
        .contains("at least 1 hour")
        .contains("within 2 days")
        .contains("At most 0.5 calls are placed in a second.")
        .contains("It ends after 9 calls.")
        .contains("people may be called at night");
    assertThat(browser.get(campaign + "/steps/again").body())
        .contains("name=\"delay_no_answer\" value=\"1.5\"");
  }

  @Test
  void aRetryAddedInTheFormIsMadeWithoutAWordOnAttempts() {
    assertThat(browser.get(campaign + "/steps/again").body())
        .contains("name=\"max_attempts\" type=\"number\" value=\"\"");

    step("again", "max_attempts=&again_busy=on&delay_busy=180&expires=7");

    assertThat(browser.get(campaign + "/steps/again").body())
        .contains("name=\"max_attempts\" type=\"number\" value=\"3\"");
  }

  @Test
  void whatTheFormDoesNotShowIsKept() {
    db.run(
        """
        update gateway.campaigns
           set rules = jsonb_set(jsonb_set(rules, '{retry}', '[{"on": ["error_asr", "busy"], "delay_s": 90}]'),
                                 '{window,countries}', '{"DE": {"days": ["sat"], "from": "10:00", "to": "12:00"}}')
         where campaign_id = cast(? as uuid)
        """,
        id());

    assertThat(step("when", ALWAYS).statusCode()).isEqualTo(302);
    assertThat(step("again", "max_attempts=2&again_busy=on&delay_busy=3").statusCode())
        .isEqualTo(302);

    assertThat(browser.get(campaign).body())
        .contains("In DE: Saturday from 10:00 to 12:00.")
        .contains("After busy they are called again, 3 minutes later.")
        .contains("After error asr they are called again, 1 minute 30 seconds later.");
  }

  @Test
  void aStepThatCannotBeIsShownWithWhatIsWrong() {
    var answer = step("pace", "concurrency=many&weight=0");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("id=\"concurrency-error\"")
        .contains("Must be a number")
        .contains("value=\"many\"");
    assertThat(step("pace", "weight=0").body()).contains("id=\"weight-error\"");
    assertThat(step("when", "from=09:00&to=08:00&day_mon=on").body()).contains("id=\"to-error\"");
  }

  @Test
  void aCampaignIsStartedPausedResumedAndCancelled() {
    upload("to_number\n+12125550131\n");
    move("start", "Started");
    assertThat(path(browser.get(campaign + "/steps/when")))
        .as("a running campaign keeps its rules")
        .endsWith("said=late");
    assertThat(browser.get(campaign).body()).contains("No call is going on");
    move("pause", "Paused");
    assertThat(browser.get(campaign + "/steps/when").statusCode()).isEqualTo(200);
    move("resume", "It goes on");
    move("cancel", "Cancelled");
    assertThat(
            browser.submit(campaign + "/start", "").headers().firstValue("Location").orElseThrow())
        .endsWith("said=late");
    assertThat(upload("to_number\n+12125550139\n").statusCode()).isEqualTo(409);
    var report = browser.get(campaign + "/report.csv");
    assertThat(report.body()).startsWith("to_number").contains("+12125550131");
    assertThat(browser.get("/dashboard/campaigns").body()).contains("Reminders");
  }

  private void move(String move, String words) {
    var answer = browser.submit(campaign + "/" + move, "");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(browser.get(path(answer)).body()).contains(words);
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    var nowhere = "/dashboard/campaigns/00000000-0000-4000-8000-000000000000";
    for (var path : new String[] {"", "/people", "/steps/when", "/report.csv", "/rejects.csv"}) {
      assertThat(browser.get(nowhere + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(browser.get(campaign + "/steps/nonsense").statusCode()).isEqualTo(404);
    assertThat(browser.submit(campaign + "/explode", "").statusCode()).isEqualTo(404);
  }
}
