package io.callstream.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.gateway.Answer;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.NodeScripts;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that join web calls: as files, and in a real browser with a pretended microphone. */
class WebCallPagesIT {

  private static TestDatabase database;
  private static RetellStub retell;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    gateway = RunningGateway.ready(database, retell.settings());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    database.close();
  }

  @BeforeEach
  void builtWithNpm() {
    need("the pages that join web calls", NodeScripts.missing());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dashboard/web-call", "/web-call-test.html"})
  void aPageIsOpenToAllAndHoldsNothingInline(String path) {
    var page = open(path);

    assertThat(page.status()).as(page.text()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(page.response().headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe")
        .contains("frame-ancestors 'none'");
    assertThat(page.header("Permissions-Policy")).contains("microphone=(self)");
    assertThat(page.text())
        .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
        .doesNotContainPattern("<[^>]*\\s(style|on[a-z]+)=")
        .doesNotContain("<style");
    var assets =
        Pattern.compile("(?:href|src)=\"(?:\\.\\./)?(assets/[^\"]+)\"").matcher(page.text());
    assertThat(assets.results())
        .hasSize(2)
        .allSatisfy(asset -> assertThat(open("/" + asset.group(1)).status()).isEqualTo(200));
  }

  @Test
  void everyScriptThatAScriptNamesIsThere() {
    for (var script : new String[] {"web-call.js", "joining.js", "callstream.js"}) {
      var named = Pattern.compile("from '\\./([^']+)'").matcher(open("/assets/" + script).text());
      assertThat(named.results())
          .isNotEmpty()
          .allSatisfy(import_ -> {
            var asset = open("/assets/" + import_.group(1));
            assertThat(asset.status()).isEqualTo(200);
            assertThat(asset.header("Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
          });
    }
  }

  @Test
  void nothingElseIsServedAndNothingIsTaken() {
    assertThat(open("/assets/web-call.html").status()).isEqualTo(401);
    gateway.get("/assets/web-call.html").isProblem(404);
    gateway.get("/assets/..%2fopenapi.json").isProblem(400);
    assertThat(
            RunningGateway.send(
                    HttpRequest.newBuilder(gateway.uri("/dashboard/web-call"))
                        .POST(BodyPublishers.noBody()))
                .status())
        .isEqualTo(401);
  }

  @Test
  void aBrowserAsksForTheSdkOnceAndGetsItSmall() {
    var first =
        RunningGateway.send(
            HttpRequest.newBuilder(gateway.uri("/assets/retell-sdk.js"))
                .header("Accept-Encoding", "gzip"));

    assertThat(first.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(first.response().body()).hasSizeLessThan(250_000);
    var again =
        RunningGateway.send(
            HttpRequest.newBuilder(gateway.uri("/assets/retell-sdk.js"))
                .header("If-None-Match", first.header("ETag")));
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void aPersonMakesJoinsAndLeavesAWebCall() {
    var scripts = NodeScripts.install("browser");
    var probe = scripts.ended("probe.mjs");
    need("the join page in a browser", probe.status() == 0 ? "" : probe.said());
    retell.answer(
        "POST /v2/list-agents?limit=1000",
        200,
        "{\"items\":[{\"agent_id\":\"agent_1\",\"agent_name\":\"Reminder\"}],\"has_more\":false}");
    retell.answer(
        "POST /v3/create-web-call",
        201,
        """
        {"call_id": "call_w", "access_token": "token_1", "transport": "gateway",
         "ice_servers": [], "expires_at": %d}
        """
            .formatted(Instant.now().plusSeconds(30).toEpochMilli()));

    assertThat(
            scripts
                .run(
                    "join.mjs",
                    Map.of(
                        "BASE_URL",
                        gateway.uri("").toString(),
                        "API_KEY",
                        RunningGateway.ADMIN_KEY))
                .strip())
        .endsWith("created countdown clock microphone talk lost standalone looks");
  }

  private static Answer open(String path) {
    return RunningGateway.send(HttpRequest.newBuilder(gateway.uri(path)));
  }

  private static void need(String what, String missing) {
    if (!missing.isEmpty()) {
      System.err.println("NOT RUN: " + what + ", since " + missing.strip());
    }
    assumeTrue(missing.isEmpty(), missing);
  }
}
