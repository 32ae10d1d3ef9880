package io.callstream.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.gateway.RunningGateway;
import io.callstream.testing.NodeScripts;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API's description as a page. */
class ApiPagesIT {

  private static TestDatabase database;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/openapi.html, text/html;charset=UTF-8",
    "/openapi.js, text/javascript;charset=UTF-8",
    "/openapi.css, text/css;charset=UTF-8"
  })
  void isOpenToAllAndAsksNobodyElse(String path, String type) {
    var file = RunningGateway.send(HttpRequest.newBuilder(gateway.uri(path)));

    assertThat(file.status()).as(file.text()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo(type);
    assertThat(file.response().headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe", "http");
  }

  @Test
  void aBrowserShowsEveryRouteWithACurlLine() {
    need(NodeScripts.missing());
    var scripts = NodeScripts.install("browser");
    var probe = scripts.ended("probe.mjs");
    need(probe.status() == 0 ? "" : probe.said());

    assertThat(scripts.run("api.mjs", Map.of("BASE_URL", gateway.uri("").toString())).strip())
        .endsWith("read searched small");
  }

  private static void need(String missing) {
    if (!missing.isEmpty()) {
      System.err.println("NOT RUN: the page of the API in a browser, since " + missing.strip());
    }
    assumeTrue(missing.isEmpty(), missing);
  }
}
