package io.callstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door and the manners of the HTTP side. */
class HttpIT {

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
    "GET, /api/v1/calls",
    "POST, /api/v1/calls",
    "GET, /api/v1/calls/x",
    "GET, /api/v1/calls/x/events",
    "POST, /api/v1/calls/x/cancel",
    "GET, /api/v1/dialling",
    "POST, /api/v1/dialling/stop",
    "POST, /api/v1/dialling/start",
    "POST, /api/v1/dialling/guard/release",
    "GET, /nowhere",
    "GET, /",
    "POST, /openapi.json",
    "DELETE, /api/webhooks/retell",
    "GET, /openapi.json/",
    "GET, /openapi.json;x=1",
    "GET, /api/webhooks/retell/..;/../v1/calls",
    "GET, //openapi.json",
  })
  void withoutTheKeyNothingElseIsOpen(String method, String path) {
    for (var authorization :
        new String[] {
          "",
          "Bearer",
          "Bearer wrong",
          "Basic " + RunningGateway.ADMIN_KEY,
          RunningGateway.ADMIN_KEY,
          "Bearer " + RunningGateway.ADMIN_KEY + "x"
        }) {
      var request =
          HttpRequest.newBuilder(gateway.uri(path)).method(method, BodyPublishers.noBody());
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      var answer = RunningGateway.send(request);

      if (answer.status() != 400 || !path.contains(";")) {
        assertThat(answer.isProblem(401).at("/detail"))
            .isEqualTo("Unauthorized: Admin access required");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/calls/x/cancel",
        "/api/v1/dialling/stop",
        "/api/v1/dialling/start",
        "/api/v1/dialling/guard/release",
        "/api/v1/campaigns/x/start",
        "/api/v1/campaigns/x/pause",
        "/api/v1/campaigns/x/resume",
      })
  void whereNoBodyIsNeededItsMembersAreUnknown(String path) {
    assertThat(gateway.post(path, "{\"force\": true, \"a b\": 1}").fields())
        .containsExactlyInAnyOrder("$.force", "$['a b']");
    assertThat(gateway.post(path, "{}").status()).isNotEqualTo(400);
    assertThat(gateway.post(path).status()).isNotEqualTo(400);
  }

  @Test
  void theSchemeOfTheKeyMayBeWrittenInAnyCase() {
    var request =
        HttpRequest.newBuilder(gateway.uri("/api/v1/dialling"))
            .header("Authorization", "bearer " + RunningGateway.ADMIN_KEY);

    assertThat(RunningGateway.send(request).status()).isEqualTo(200);
  }

  @Test
  void theDescriptionIsOpen() {
    var answer = RunningGateway.send(HttpRequest.newBuilder(gateway.uri("/openapi.json")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.at("/openapi")).startsWith("3.1");
  }

  @Test
  void whatIsNotThereIsAProblem() {
    gateway.get("/nowhere").isProblem(404);
    gateway.get("/api/v1/calls/a/b/c").isProblem(404);
    gateway.get("/actuator/health").isProblem(404);
    var notAllowed = RunningGateway.send(gateway.request("/api/v1/calls").DELETE());
    assertThat(notAllowed.isProblem(405).header("Allow")).contains("GET").contains("POST");
    RunningGateway.send(gateway.request("/api/v1/calls").header("Accept", "text/html").GET())
        .isProblem(406);
    RunningGateway.send(
            gateway
                .request("/api/v1/calls")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")))
        .isProblem(415);
    RunningGateway.send(
            gateway
                .request("/api/v1/calls")
                .header("Content-Type", "application/json")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString("{\"to_number\": \"+12125550123\"}")))
        .isProblem(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/calls/%00 HTTP/1.1",
        "GET /api/v1/calls/a%2Fb HTTP/1.1",
        "GET /api/v1/calls/a%5Cb HTTP/1.1"
      })
  void whatTomcatRefusesTellsNothingOfTomcat(String requestLine) throws IOException {
    var answer =
        raw(
            requestLine
                + "\r\nHost: x\r\nAuthorization: Bearer "
                + RunningGateway.ADMIN_KEY
                + "\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 4")
        .doesNotContain("Tomcat")
        .doesNotContain("<html")
        .doesNotContain("Exception");
  }

  @Test
  void headersBeyondTheLimitAreRefused() throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4")
        .doesNotContain("Tomcat");
  }

  @Test
  void everyAnswerCarriesSaneHeadersAndNoName() {
    for (var answer :
        new Answer[] {
          gateway.get("/api/v1/dialling"),
          gateway.get("/nowhere"),
          gateway.post("/api/v1/calls", "{}")
        }) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.response().headers().map()).doesNotContainKeys("server", "x-powered-by");
    }
  }

  @Test
  void healthAndMetricsAreOnTheManagementPortAlone() {
    assertThat(management("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(management("/actuator/health/readiness").status()).isEqualTo(200);
    gateway.get("/api/v1/dialling");
    assertThat(management("/actuator/prometheus").text())
        .contains("http_server_requests")
        .contains("hikaricp_connections");
    assertThat(management("/actuator/env").status()).isEqualTo(404);
    gateway.get("/actuator/prometheus").isProblem(404);
  }

  @Test
  void aBodyThatDripsIsCutOff() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(60_000);
      var out = socket.getOutputStream();
      out.write(
          "POST /api/webhooks/retell HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"event\""
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 408")
          .contains("\"status\":408");
    }
  }

  private static Answer management(String path) {
    return RunningGateway.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path)));
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
