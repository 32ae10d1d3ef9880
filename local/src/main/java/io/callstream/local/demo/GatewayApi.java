package io.callstream.local.demo;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The gateway's HTTP API, as far as the demo needs it. */
final class GatewayApi {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
  private static final int ATTEMPTS_MAX = 10;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
  private static final int PAGE = 200;
  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
  private final URI gateway;
  private final String adminKey;

  GatewayApi(URI gateway, String adminKey) {
    this.gateway = gateway;
    this.adminKey = adminKey;
  }

  /**
   * The campaign of this name, made when there is none: a run of the demo goes on where an earlier
   * one of the same file ended.
   *
   * @param id the gateway's
   * @param known whether it was there before
   */
  record Campaign(String id, boolean known) {}

  /**
   * Finds or makes the campaign of a file, with its people, and lets it run.
   *
   * @throws DemoFailed when the gateway refuses or does not answer
   */
  Campaign campaign(String name, byte[] people) {
    var known = find(name);
    var campaign = known.orElseGet(() -> create(name));
    var id = campaign.path("campaign_id").asString();
    boolean begun = !campaign.path("state").asString().equals("draft");
    if (!begun) {
      begin(CAMPAIGNS + "/" + id, people);
    }
    return new Campaign(id, begun);
  }

  private JsonNode create(String name) {
    var window = Map.of("days", DAYS, "from", "00:00", "to", "24:00");
    var rules = Json.bytes(Map.of("name", name, "window", window));
    return post(CAMPAIGNS, "application/json", rules, "the campaign");
  }

  private void begin(String campaign, byte[] people) {
    var counts = post(campaign + "/recipients", "text/csv", people, "the people");
    if (counts.path("rejected").asInt() + counts.path("duplicate_in_file").asInt() > 0) {
      throw new DemoFailed("not everyone of the file can be called: " + counts);
    }
    post(campaign + "/start", "application/json", new byte[0], "the start");
  }

  private Optional<JsonNode> find(String name) {
    var page = get(CAMPAIGNS + "?limit=" + PAGE, "the list of campaigns");
    return page.path("items")
        .valueStream()
        .filter(campaign -> campaign.path("name").asString().equals(name))
        .findFirst();
  }

  private JsonNode post(String path, String type, byte[] body, String what) {
    var request =
        request(path)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer = send(request);
    if (answer.statusCode() / 100 != 2) {
      throw new DemoFailed(what + " was refused", answer);
    }
    return Json.tree(answer.body());
  }

  private JsonNode get(String path, String what) {
    HttpResponse<byte[]> answer = send(request(path).GET().build());
    if (answer.statusCode() != 200) {
      throw new DemoFailed(what + " was refused", answer);
    }
    return Json.tree(answer.body());
  }

  /** All calls of a campaign. */
  List<CallRow> calls(String campaignId) {
    List<CallRow> calls = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = page(campaignId, cursor);
      page.path("items").forEach(item -> calls.add(CallRow.of(item)));
      cursor = page.path("next_cursor").asString("");
    } while (!cursor.isEmpty());
    return calls;
  }

  private JsonNode page(String campaignId, String cursor) {
    String path =
        "/api/v1/calls?limit=%d&campaign_id=%s%s"
            .formatted(PAGE, campaignId, cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor));
    return get(path, "the list of calls");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + adminKey);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** Asks again, some times, when the gateway is away or says 503. */
  private HttpResponse<byte[]> send(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 503 || attempt == ATTEMPTS_MAX) {
          return answer;
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS_MAX) {
          throw new DemoFailed("the gateway does not answer: " + e);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new DemoFailed("interrupted");
      }
      LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
    }
  }
}
