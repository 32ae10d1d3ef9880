package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, what may be sent, and how long it lasts. */
class SignInIT {

  private static final String PASSWORD = "correct horse battery";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of("CALLSTREAM_ADMIN_PASSWORD", PASSWORD));
    db = new Db(database);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  private static Browser signedIn() {
    var browser = new Browser(gateway);
    assertThat(browser.signIn("admin", PASSWORD).statusCode()).isEqualTo(302);
    return browser;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard",
        "/dashboard/calls",
        "/dashboard/calls/x",
        "/dashboard/calls/send",
        "/dashboard/campaigns",
        "/dashboard/suppressions",
        "/dashboard/dead-letters",
        "/dashboard/campaigns/new",
        "/dashboard/calls/x/recording",
        "/dashboard/calls/export.csv",
        "/dashboard/live",
        "/dashboard/settings",
        "/dashboard/first-run",
        "/dashboard/stop",
        "/dashboard/nowhere"
      })
  void withoutASessionEveryPageLeadsToTheForm(String path) {
    var answer = new Browser(gateway).get(path);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/dashboard/sign-in?to=" + Browser.encoded(path));
    assertThat(new Browser(gateway).get(path, "HX-Request", "true").statusCode()).isEqualTo(401);
    assertThat(new Browser(gateway).post(path, "").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard/..;/api/v1/dialling",
        "/dashboard/assets/..;/..;/api/v1/dialling",
        "/dashboard;x=1/calls",
        "/dashboard/assets/../calls",
        "/dashboard//calls",
        "/dashboard/assets/%2e%2e/calls"
      })
  void noOtherWayOfWritingAnAddressGetsIn(String path) {
    assertThat(new Browser(gateway).get(path).statusCode()).isIn(400, 401, 303);
  }

  @Test
  void aSessionOpensPagesAndNothingOfTheApi() {
    var browser = signedIn();

    assertThat(browser.get("/dashboard").statusCode()).isEqualTo(200);
    assertThat(browser.get("/api/v1/dialling").statusCode()).isEqualTo(401);
    assertThat(browser.get("/dashboard/..;/api/v1/dialling").statusCode()).isNotEqualTo(200);
  }

  @Test
  void wrongNameAndWrongPasswordSoundTheSame() {
    var wrongPassword = new Browser(gateway).signIn("admin", "wrong horse battery");
    var wrongName = new Browser(gateway).signIn("nobody", PASSWORD);

    assertThat(wrongPassword.statusCode()).isEqualTo(401);
    assertThat(wrongName.statusCode()).isEqualTo(401);
    assertThat(wrongPassword.body().replace("admin", "nobody")).isEqualTo(wrongName.body());
    assertThat(wrongPassword.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(new Browser(gateway).signIn("admin", PASSWORD + "x".repeat(80)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void guessingIsCutOff() {
    for (int i = 0; i < 10; i++) {
      assertThat(new Browser(gateway).signIn("guessed", "guess number " + i).statusCode())
          .isEqualTo(401);
    }

    assertThat(new Browser(gateway).signIn("guessed", "one more guess").statusCode())
        .isEqualTo(429);
  }

  @Test
  void theCookieIsForTheDashboardAloneAndForNoScript() {
    var answer = new Browser(gateway).signIn("admin", PASSWORD);

    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/dashboard")
        .doesNotContain("Secure");
    assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/dashboard");
  }

  @Test
  void signingInLeadsToNoOtherHost() {
    for (var to : new String[] {"https://evil.example", "//evil.example", "/dashboard/..//evil"}) {
      var answer =
          new Browser(gateway)
              .post(
                  "/dashboard/sign-in",
                  "name=admin&password="
                      + Browser.encoded(PASSWORD)
                      + "&to="
                      + Browser.encoded(to));

      assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/dashboard");
    }
  }

  @Test
  void aFormNeedsTheTokenOfItsSession() {
    var browser = signedIn();
    var other = signedIn();

    assertThat(browser.post("/dashboard/stop", "").statusCode()).isEqualTo(403);
    assertThat(browser.post("/dashboard/stop", "_csrf=" + "0".repeat(64)).statusCode())
        .isEqualTo(403);
    assertThat(browser.post("/dashboard/stop", "_csrf=" + other.token()).statusCode())
        .isEqualTo(403);
    assertThat(stopped()).isFalse();

    assertThat(browser.submit("/dashboard/stop", "").statusCode()).isEqualTo(302);
    assertThat(stopped()).isTrue();
    assertThat(browser.get("/dashboard/calls").body()).contains("All dialling is stopped");
    assertThat(browser.submit("/dashboard/start", "").statusCode()).isEqualTo(302);
    assertThat(stopped()).isFalse();
    assertThat(db.one(String.class, "select changed_by from gateway.control"))
        .isEqualTo("user:admin");
  }

  @Test
  void aFormOfAnotherSiteIsRefusedWhateverItCarries() {
    var browser = signedIn();
    var form = "_csrf=" + browser.token();

    for (var origin : new String[] {"https://evil.example", "null"}) {
      assertThat(browser.post("/dashboard/stop", form, "Origin", origin).statusCode())
          .isEqualTo(403);
      assertThat(
              new Browser(gateway)
                  .post("/dashboard/sign-in", "name=a&password=b", "Origin", origin)
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(stopped()).isFalse();
    assertThat(
            browser
                .post("/dashboard/start", form, "Origin", gateway.uri("").toString())
                .statusCode())
        .isEqualTo(302);
  }

  @Test
  void aSessionHoldsOverARestartAndAtEveryGateway() {
    var browser = signedIn();
    try (var second = RunningGateway.ready(database, Map.of())) {
      var there = browser.at(second);

      assertThat(there.get("/dashboard/calls").statusCode()).isEqualTo(200);
      assertThat(there.submit("/dashboard/sign-out", "").statusCode()).isEqualTo(302);
      assertThat(browser.get("/dashboard/calls").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void aSessionEndsWhenItIsNotUsedAndWhenItIsOld() {
    var idle = signedIn();
    db.run("update gateway.sessions set seen_at = now() - interval '13 hours'");
    assertThat(idle.get("/dashboard").statusCode()).isEqualTo(303);

    var old = signedIn();
    db.run("update gateway.sessions set created_at = now() - interval '31 days'");
    assertThat(old.get("/dashboard").statusCode()).isEqualTo(303);
    assertThat(db.count("select count(*) from gateway.sessions")).isPositive();
    signedIn();
    assertThat(db.count("select count(*) from gateway.sessions")).isOne();
  }

  @Test
  void aSessionThatIsUsedGoesOn() {
    var browser = signedIn();
    db.run("update gateway.sessions set seen_at = now() - interval '11 hours'");
    assertThat(browser.get("/dashboard/calls").statusCode()).isEqualTo(200);

    assertThat(
            db.count(
                "select count(*) from gateway.sessions where seen_at > now() - interval '1 minute'"))
        .isOne();
  }

  @Test
  void whoSignsInAgainLeavesNoSessionBehind() {
    var browser = signedIn();
    var before = browser.at(gateway);
    browser.signIn("admin", PASSWORD);

    assertThat(browser.cookie).isNotEqualTo(before.cookie);
    assertThat(before.get("/dashboard/calls").statusCode()).isEqualTo(303);
  }

  @Test
  void withoutADatabaseNobodyIsLetIn() {
    try (var alone =
        RunningGateway.started(
            Map.of("DATABASE_URL", "jdbc:postgresql://127.0.0.1:9/callstream"))) {
      var browser = signedIn().at(alone);
      assertThat(browser.get("/dashboard/calls").statusCode()).isEqualTo(503);
      assertThat(browser.get("/dashboard/campaigns/new").statusCode())
          .as("a page that needs no database")
          .isEqualTo(503);
      assertThat(new Browser(alone).get("/dashboard/calls").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void theDatabaseHoldsNeitherPasswordsNorCookies() {
    var secret = signedIn().cookie.substring("callstream_session=".length());

    assertThat(db.everything())
        .noneMatch(value -> value.contains(PASSWORD))
        .noneMatch(value -> value.contains(secret));
    assertThat(db.one(String.class, "select password_hash from gateway.users"))
        .startsWith("$2a$12$");
  }

  @Test
  void theFirstLinkMakesTheFirstUserOnce() throws Exception {
    try (var empty = TestDatabases.create();
        var look = new Db(empty);
        var fresh = RunningGateway.ready(empty, new HashMap<>())) {
      var browser = new Browser(fresh);
      assertThat(browser.get("/dashboard/sign-in").body()).contains("Nobody can sign in yet");
      assertThat(look.count("select count(*) from gateway.first_links")).isOne();
      look.run(
          "insert into gateway.first_links (digest) values (sha256('known')), (sha256('old'))");
      look.run(
          "update gateway.first_links set made_at = now() - interval '25 hours' where digest = sha256('old')");
      var form = "&password=" + Browser.encoded(PASSWORD);

      assertThat(browser.post("/dashboard/first", "link=guess" + form).statusCode()).isEqualTo(403);
      assertThat(browser.post("/dashboard/first", "link=old" + form).statusCode()).isEqualTo(403);
      assertThat(browser.post("/dashboard/first", "link=known&password=short").statusCode())
          .isEqualTo(400);
      assertThat(browser.get("/dashboard/first?link=known").body()).contains("Choose the password");
      assertThat(browser.post("/dashboard/first", "link=known" + form).statusCode()).isEqualTo(302);
      assertThat(browser.get("/dashboard/calls").statusCode()).isEqualTo(200);
      assertThat(new Browser(fresh).post("/dashboard/first", "link=known" + form).statusCode())
          .isEqualTo(403);
      assertThat(look.count("select count(*) from gateway.first_links")).isZero();
      assertThat(new Browser(fresh).signIn("admin", PASSWORD).statusCode()).isEqualTo(302);
    }
  }

  private static boolean stopped() {
    return db.one(Boolean.class, "select stopped from gateway.control");
  }
}
