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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The gateway's HTTP API, as far as the demo needs it. */
final class GatewayApi {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
  private static final int ATTEMPTS_MAX = 10;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
  private static final int PAGE = 200;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
  private final URI gateway;
  private final String adminKey;

  GatewayApi(URI gateway, String adminKey) {
    this.gateway = gateway;
    this.adminKey = adminKey;
  }

  /** What the gateway answered to a wish: the call, and whether it knew the wish before. */
  record Placed(CallRow call, boolean known) {}

  /**
   * Places a call; the key makes it safe to ask again when no clear answer comes.
   *
   * @throws DemoFailed when the gateway refuses or does not answer
   */
  Placed place(Person person) {
    HttpRequest request =
        request("/api/v1/calls")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", person.idempotencyKey())
            .POST(HttpRequest.BodyPublishers.ofByteArray(person.request()))
            .build();
    HttpResponse<byte[]> answer = send(request);
    if (answer.statusCode() != 202) {
      throw new DemoFailed("the call to " + person.toNumber() + " was refused", answer);
    }
    boolean known =
        answer.headers().firstValue("Idempotency-Replayed").filter("true"::equals).isPresent();
    return new Placed(CallRow.of(Json.tree(answer.body())), known);
  }

  /** All calls requested then or later. */
  List<CallRow> callsSince(Instant since) {
    List<CallRow> calls = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = page(since, cursor);
      page.path("items").forEach(item -> calls.add(CallRow.of(item)));
      cursor = page.path("next_cursor").asString("");
    } while (!cursor.isEmpty());
    return calls;
  }

  private JsonNode page(Instant since, String cursor) {
    String path =
        "/api/v1/calls?limit=%d&since=%s%s"
            .formatted(
                PAGE,
                encoded(Json.text(since)),
                cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor));
    HttpResponse<byte[]> answer = send(request(path).GET().build());
    if (answer.statusCode() != 200) {
      throw new DemoFailed("the list of calls was refused", answer);
    }
    return Json.tree(answer.body());
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
