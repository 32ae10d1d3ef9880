package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.NodeScripts;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every page over many calls: {@code -Dcallstream.calls=1000000 -Dcallstream.pages=200
 * -Dcallstream.watched=60} for the sizes that are promised. Prints how long the server and a
 * browser took, and what open pages cost; times are for people to judge.
 */
class PagesAtScaleIT {

  private static final String PASSWORD = "correct horse battery";
  private static final int CALLS = Integer.getInteger("callstream.calls", 20_000);
  private static final int ROUNDS = 40;
  private static final int OPEN_PAGES = Integer.getInteger("callstream.pages", 20);
  private static final int CHANGES_PER_SECOND = 50;
  private static final Duration WATCHED =
      Duration.ofSeconds(Integer.getInteger("callstream.watched", 3));
  private static final String CAMPAIGN = "/dashboard/campaigns/" + ManyCalls.CAMPAIGN;

  private static final List<String> PAGES =
      List.of(
          "/dashboard",
          "/dashboard/calls",
          "/dashboard/calls?status=failed",
          "/dashboard/calls?outcome=busy&agent_id=agent_3",
          "/dashboard/calls?campaign_id=" + ManyCalls.CAMPAIGN,
          "/dashboard/calls?q=Zo%C3%AB",
          "/dashboard/calls?q=2120001234",
          "/dashboard/calls?until=2001-01-01T00:00",
          "/dashboard/calls/" + ManyCalls.id(777),
          "/dashboard/calls/send",
          "/dashboard/campaigns",
          "/dashboard/campaigns/new",
          CAMPAIGN,
          CAMPAIGN + "/people",
          CAMPAIGN + "/steps/when",
          CAMPAIGN + "/steps/again",
          CAMPAIGN + "/steps/pace",
          CAMPAIGN + "/steps/review",
          "/dashboard/dead-letters",
          "/dashboard/suppressions?number=%2B16460000077",
          "/dashboard/settings",
          "/dashboard/stop",
          "/dashboard/web-call");

  private static TestDatabase database;
  private static Db db;
  private static RetellStub retell;
  private static RunningGateway gateway;
  private static Browser browser;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    retell.answer(
        "POST /v2/list-agents?limit=1000",
        200,
        "{\"items\":[{\"agent_id\":\"agent_1\",\"agent_name\":\"Reminder\"}]}");
    var settings = new HashMap<>(retell.settings());
    settings.put("CALLSTREAM_ADMIN_PASSWORD", PASSWORD);
    gateway = RunningGateway.ready(database, settings);
    db = new Db(database);
    db.migrate("call-dispatcher", "dispatch");
    db.addProjector();
    browser = new Browser(gateway);
    browser.signIn("admin", PASSWORD);
    browser.submit("/dashboard/campaigns/new", "name=Many");
    ManyCalls.fill(db, CALLS);
    // Its rules can be changed, so that its steps are pages.
    db.run(
        "update gateway.campaigns set state = 'paused' where campaign_id::text = ?",
        ManyCalls.CAMPAIGN);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @Test
  void everyPageAnswers() {
    System.out.printf("%d calls, %d times each; milliseconds at the server%n", CALLS, ROUNDS);
    for (var path : PAGES) {
      browser.get(path);
      var took = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        long begin = System.nanoTime();
        assertThat(browser.get(path).statusCode()).as(path).isEqualTo(200);
        took[i] = (System.nanoTime() - begin) / 1e6;
      }
      Arrays.sort(took);
      System.out.printf(
          "%-75s median %6.1f  p95 %6.1f  worst %6.1f%n",
          path, took[ROUNDS / 2], took[ROUNDS * 95 / 100], took[ROUNDS - 1]);
    }
  }

  @Test
  void everyPageShowsItselfInABrowser() {
    var missing = NodeScripts.missing();
    assumeTrue(missing.isEmpty(), missing);
    var scripts = NodeScripts.install("browser");
    var probe = scripts.ended("probe.mjs");
    assumeTrue(probe.status() == 0, probe.said());

    var said =
        scripts.run(
            "first-content.mjs",
            Map.of(
                "BASE_URL",
                gateway.uri("").toString(),
                "PASSWORD",
                PASSWORD,
                "PAGES",
                String.join("\n", PAGES),
                "ROUNDS",
                CALLS < 1_000_000 ? "1" : "10"));

    System.out.print(said);
    assertThat(said.lines()).hasSize(PAGES.size() + 1);
  }

  /** What pages cost the gateway that hear of every change, or look every few seconds. */
  @ParameterizedTest
  @ValueSource(strings = {"/dashboard/calls", "/dashboard", CAMPAIGN})
  void openPagesCostLittleHoweverMuchHappens(String path) throws Exception {
    double without = watch(WATCHED.dividedBy(4));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OpenPages.class.getName(),
            gateway.uri(path).toString(),
            browser.cookie,
            String.valueOf(OPEN_PAGES));
    var pages = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var answers = pages.inputReader();
        var questions = pages.outputWriter()) {
      assertThat(answers.readLine()).isEqualTo("open");
      long before = 0;
      while (before < OPEN_PAGES) {
        watch(WATCHED.dividedBy(4));
        before = asked(questions, answers);
      }
      double with = watch(WATCHED);
      long asked = asked(questions, answers) - before;
      System.out.printf(
          "%d open pages of %s, %d changes a second, %d s: %d refreshes, %.1f %% of one core; %.1f %% without them%n",
          OPEN_PAGES,
          path,
          CHANGES_PER_SECOND,
          WATCHED.toSeconds(),
          asked,
          with - without,
          without);
      assertThat(asked).isLessThanOrEqualTo(LiveCalls.TOLD_MAX * (WATCHED.toSeconds() + 2));
    } finally {
      pages.destroyForcibly();
    }
  }

  private static long asked(java.io.Writer questions, java.io.BufferedReader answers)
      throws IOException {
    questions.write("\n");
    questions.flush();
    return Long.parseLong(answers.readLine());
  }

  /** Changes calls for so long; what this process took of one core, in per cent. */
  private static double watch(Duration length) {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int changes = 0;
    long begin = System.nanoTime();
    long cpu = process.getProcessCpuTime();
    while (System.nanoTime() - begin < length.toNanos()) {
      change(changes % 50 + 1);
      changes++;
      long due = begin + changes * 1_000_000_000L / CHANGES_PER_SECOND;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return 100.0 * (process.getProcessCpuTime() - cpu) / (System.nanoTime() - begin);
  }

  private static void change(int call) {
    db.run(
        "update calls.retell_calls set version = version + 1 where call_id = cast(? as uuid)",
        ManyCalls.id(call));
  }
}
