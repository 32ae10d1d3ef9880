package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters looked at and dealt with by hand. */
class DeadLetterPagesIT {

  private static final String PASSWORD = "correct horse battery";
  private static final String PAGE = "/dashboard/dead-letters";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;
  private static Browser browser;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of("CALLSTREAM_ADMIN_PASSWORD", PASSWORD));
    db = new Db(database);
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
  void letters() {
    db.run("delete from gateway.dead_letters");
    for (int i = 0; i < 60; i++) {
      db.run(
          """
          insert into gateway.dead_letters
            (topic, dlt_partition, dlt_offset, dead_at, reason, cause, key, headers, value, bytes)
          values ('dispatch-signals', 0, ?, now() - make_interval(mins => ?), ?, 'java.io.IOException',
                  'key-1', '[]', '<script>alert(1)</script>', 25)
          """,
          i,
          i,
          i < 55 ? "no <JSON>" : "too old & odd");
    }
  }

  private static long open() {
    return db.count(
        "select count(*) from gateway.dead_letters where state = 'open' and key = 'key-1'");
  }

  private static long newest() {
    return db.count("select max(id) from gateway.dead_letters where key = 'key-1'");
  }

  private static String path(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceFirst("^https?://[^/]+", "");
  }

  @Test
  void theyAreListedByCauseAndPageByPage() {
    var page = browser.get(PAGE).body();

    assertThat(page).contains("no &lt;JSON&gt;").contains(">55<").contains(">5<").contains("Older");
    assertThat(browser.get(PAGE + "?reason=too+old+%26+odd").body()).doesNotContain("Older");
    assertThat(browser.get(PAGE + "?state=discarded").body()).doesNotContain("Older");
    assertThat(browser.get("/dashboard").body()).containsPattern("<b>[0-9]+</b>dead letters");
    assertThat(browser.get(PAGE + "?state=lost").statusCode()).isEqualTo(404);
  }

  @Test
  void oneIsShownAsTextAndSentAgain() {
    var one = PAGE + "/" + newest();
    assertThat(browser.get(one).body())
        .contains("&lt;script&gt;alert(1)")
        .contains("java.io.IOException")
        .contains("Send it again");

    var after = browser.get(path(browser.submit(one + "/redrive", ""))).body();

    assertThat(after)
        .contains("It is sent.")
        .contains("Decided by user:admin")
        .doesNotContain("Send it again");
    assertThat(browser.get(path(browser.submit(one + "/redrive", ""))).body()).contains("Too late");
    assertThat(open()).isEqualTo(59);
  }

  @Test
  void aKindIsSetAsideWithItsNoteAndNoOther() {
    var answer =
        browser.submit(
            PAGE + "/discard", "topic=dispatch-signals&reason=too+old+%26+odd&note=known");

    assertThat(browser.get(path(answer)).body()).contains("5 set aside.");
    assertThat(open()).isEqualTo(55);
    assertThat(db.count("select count(*) from gateway.dead_letters where note = 'known'"))
        .isEqualTo(5);
    browser.submit(PAGE + "/redrive", "topic=dispatch-signals&reason=no+%3CJSON%3E");
    assertThat(open()).isZero();
    assertThat(browser.get(PAGE).body()).doesNotContain("too old &amp; odd");
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertThat(browser.get(PAGE + "/999999999").statusCode()).isEqualTo(404);
    assertThat(browser.get(PAGE + "/first").statusCode()).isEqualTo(404);
    assertThat(browser.submit(PAGE + "/first/redrive", "").statusCode()).isEqualTo(404);
  }
}
