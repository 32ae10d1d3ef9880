package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every page over many calls: {@code -Dcallstream.calls=1000000} for as many as that. Prints how
 * long the server took; times are for people to judge.
 */
class PagesAtScaleIT {

  private static final String PASSWORD = "correct horse battery";
  private static final int CALLS = Integer.getInteger("callstream.calls", 20_000);
  private static final int ROUNDS = 40;
  private static final int OPEN_PAGES = Integer.getInteger("callstream.pages", 20);
  private static final int CHANGES_PER_SECOND = 50;
  private static final Duration WATCHED =
      Duration.ofSeconds(Integer.getInteger("callstream.watched", 3));

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;
  private static Browser browser;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of("CALLSTREAM_ADMIN_PASSWORD", PASSWORD));
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
    db.run(
        """
        insert into calls.retell_calls
          (call_id, request_id, attempt, call_type, direction, to_number, from_number, agent_id,
           status, outcome, disconnection_reason, duration_ms, variables, metadata, raw_extra,
           requested_at, placed_at, version, search_text)
        select cast('0b5f3a60-0000-4000-8000-' || lpad(i::text, 12, '0') as uuid),
               cast('0b5f3a60-0000-4000-8000-' || lpad(i::text, 12, '0') as uuid),
               1, 'phone_call', 'outbound', '+1212' || lpad((i % 10000000)::text, 7, '0'),
               '+12125550100', 'agent_' || i % 5, case i % 4 when 0 then 'failed' else 'completed' end,
               case i % 4 when 0 then 'busy' else 'answered' end,
               case i % 4 when 0 then 'dial_busy' else 'user_hangup' end, 60000,
               '{"name": "Zoë"}', '{}', '{}', now() - make_interval(secs => i * 86400.0 / ?),
               now() - make_interval(secs => i * 86400.0 / ?), 5,
               '+1212' || lpad((i % 10000000)::text, 7, '0') || case when i % 1000 = 0 then ' zoë' else '' end
          from generate_series(1, ?) i
        """,
        CALLS, CALLS, CALLS);
    db.run(
        """
        insert into calls.rollups
          (hour, agent_id, status, outcome, disconnection_reason, calls, durations, duration_ms, costs, cost)
        select date_trunc('hour', requested_at, 'UTC'), agent_id, status, outcome,
               disconnection_reason, count(*), count(*), sum(duration_ms), 0, 0
          from calls.retell_calls group by 1, 2, 3, 4, 5
        """);
    db.run("analyze");
    browser = new Browser(gateway);
    browser.signIn("admin", PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void everyPageAnswers() {
    System.out.printf("%d calls, %d times each; milliseconds at the server%n", CALLS, ROUNDS);
    for (var path :
        new String[] {
          "/dashboard",
          "/dashboard/calls",
          "/dashboard/calls?status=failed",
          "/dashboard/calls?outcome=busy&agent_id=agent_3",
          "/dashboard/calls?q=Zo%C3%AB",
          "/dashboard/calls?q=2120001234",
          "/dashboard/calls?until=2001-01-01T00:00",
          "/dashboard/calls/0b5f3a60-0000-4000-8000-000000000777",
          "/dashboard/calls/send",
          "/dashboard/campaigns",
          "/dashboard/campaigns/new",
          "/dashboard/dead-letters",
          "/dashboard/suppressions",
          "/dashboard/settings",
          "/dashboard/stop"
        }) {
      browser.get(path);
      var took = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        long begin = System.nanoTime();
        assertThat(browser.get(path).statusCode()).isEqualTo(200);
        took[i] = (System.nanoTime() - begin) / 1e6;
      }
      Arrays.sort(took);
      System.out.printf(
          "%-60s median %6.1f  p95 %6.1f%n", path, took[ROUNDS / 2], took[ROUNDS * 95 / 100]);
    }
  }

  /**
   * Pages that hear of every change and ask for themselves again, as browsers do, in this very
   * process: the figure is an upper bound of what they cost the gateway.
   */
  @Test
  void openPagesCostLittleHoweverMuchHappens() throws Exception {
    var told = new AtomicLong();
    try (var pages = HttpClient.newHttpClient();
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < OPEN_PAGES; i++) {
        var listening = listen(pages);
        clients.execute(() -> follow(listening, told));
      }
      var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      int changes = 0;
      change(0);
      long begin = System.nanoTime();
      long cpu = process.getProcessCpuTime();
      while (System.nanoTime() - begin < WATCHED.toNanos()) {
        change(changes % 50 + 1);
        changes++;
        long due = begin + changes * 1_000_000_000L / CHANGES_PER_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%d open pages, %.0f changes a second, %.0f s: %d refreshes, %.1f %% of one core with their clients%n",
          OPEN_PAGES,
          changes / seconds,
          seconds,
          told.get(),
          (process.getProcessCpuTime() - cpu) / 1e7 / seconds);
      assertThat(told.get()).isPositive();
      pages.shutdownNow();
    }
  }

  private static void change(int call) {
    db.run(
        "update calls.retell_calls set version = version + 1 where call_id = cast('0b5f3a60-0000-4000-8000-' || lpad(?, 12, '0') as uuid)",
        String.valueOf(call));
  }

  private static InputStream listen(HttpClient pages) throws IOException, InterruptedException {
    var page = browser.get("/dashboard/calls").body();
    var live = Pattern.compile("data-live=\"([^\"]+)\"").matcher(page);
    assertThat(live.find()).isTrue();
    var request =
        HttpRequest.newBuilder(gateway.uri(live.group(1).replace("&amp;", "&")))
            .header("Cookie", browser.cookie)
            .build();
    return pages.send(request, BodyHandlers.ofInputStream()).body();
  }

  private static void follow(InputStream listening, AtomicLong told) {
    try (var lines = new BufferedReader(new InputStreamReader(listening, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          browser.get("/dashboard/calls", "HX-Request", "true");
          told.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // The page is closed.
    }
  }
}
