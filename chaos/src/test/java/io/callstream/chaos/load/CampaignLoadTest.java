package io.callstream.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A gateway that refuses to pause. */
class CampaignLoadTest {

  private static void answer(HttpExchange exchange, String state) throws IOException {
    boolean refused = exchange.getRequestURI().getPath().endsWith("/pause");
    byte[] body =
        "{\"campaign_id\":\"c1\",\"state\":\"%s\",\"status\":%d}"
            .formatted(state, refused ? 409 : 200)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(refused ? 409 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Of so many people. */
  private static CampaignLoad run(String state, int people) throws IOException {
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/", exchange -> answer(exchange, state));
    gateway.start();
    URI server = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
    try (CampaignLoad load = new CampaignLoad(server, "key", Clock.systemUTC(), 1, people)) {
      load.run(Duration.ZERO);
      assertThat(load.quiets()).extracting(CampaignLoad.Quiet::campaign).containsExactly("");
      return load;
    } finally {
      gateway.stop(0);
    }
  }

  @Test
  void aPauseMayBeRefusedWhereTheCampaignIsOver() throws IOException {
    CampaignLoad load = run("finished", 1);

    assertThat(load.faults()).isEmpty();
    assertThat(load.quietsDue()).isEqualTo(1);
  }

  @Test
  void aPauseThatIsRefusedWhileItRunsIsAFault() throws IOException {
    assertThat(run("running", 1).faults())
        .singleElement()
        .asString()
        .contains("/pause was answered");
  }

  @Test
  void aCampaignThatIsOverSoonerThanItsRateAllowsIsAFault() throws IOException {
    assertThat(run("finished", 100).faults()).singleElement().asString().contains("was over after");
  }

  @Test
  void whoWasNotOverHasToHaveBeenPausedAndStopped() {
    assertThat(notRun(100).quietsDue()).isEqualTo(2);
    assertThat(notRun(0).quietsDue()).isZero();
  }

  private static CampaignLoad notRun(int people) {
    return new CampaignLoad(URI.create("http://127.0.0.1:1"), "key", Clock.systemUTC(), 1, people);
  }
}
