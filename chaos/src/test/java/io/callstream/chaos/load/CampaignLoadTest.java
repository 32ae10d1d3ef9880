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
import java.util.List;
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

  private static List<String> faults(String state) throws IOException {
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/", exchange -> answer(exchange, state));
    gateway.start();
    URI server = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
    try (CampaignLoad load = new CampaignLoad(server, "key", Clock.systemUTC(), 1, 1)) {
      load.run(Duration.ZERO);
      assertThat(load.quiets()).extracting(CampaignLoad.Quiet::campaign).containsExactly("");
      return load.faults();
    } finally {
      gateway.stop(0);
    }
  }

  @Test
  void aPauseIsRefusedOnlyWhereTheCampaignIsOver() throws IOException {
    assertThat(faults("finished")).isEmpty();
    assertThat(faults("running")).singleElement().asString().contains("/pause was answered");
  }

  @Test
  void onlyACampaignThatLastsMustHaveBeenPaused() {
    CampaignLoad load = campaign(200);

    assertThat(load.quietsDue(Duration.ofSeconds(45))).isEqualTo(2);
    assertThat(load.quietsDue(Duration.ofMinutes(2))).isEqualTo(1);
    assertThat(campaign(100_000).quietsDue(Duration.ofSeconds(45))).isEqualTo(1);
    assertThat(campaign(0).quietsDue(Duration.ofSeconds(45))).isZero();
  }

  private static CampaignLoad campaign(int people) {
    return new CampaignLoad(URI.create("http://127.0.0.1:1"), "key", Clock.systemUTC(), 1, people);
  }
}
