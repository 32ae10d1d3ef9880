package io.callstream.local.dlt;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The gateway's dead letters over HTTP. */
final class DeadLetters {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** Thousands are sent again in one request. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

  private static final String PATH = "/api/v1/dead-letters";

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
  private final URI gateway;
  private final String key;

  DeadLetters(URI gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  /**
   * Asks for {@code path} below the dead letters.
   *
   * @throws Refused unless the answer is one
   */
  JsonNode get(String path, Map<String, String> query) {
    var parameters =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(request(path + (parameters.isEmpty() ? "" : "?" + parameters)).GET());
  }

  /**
   * Posts JSON to {@code path} below the dead letters.
   *
   * @throws Refused unless it was done
   */
  JsonNode post(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(PATH + path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + key);
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 != 2) {
        throw new Refused(words(answer.statusCode(), answer.body()), Refused.NO);
      }
      return Json.tree(answer.body());
    } catch (IOException e) {
      throw new Refused("the gateway at " + gateway + " does not answer: " + e, Refused.NOT_ASKED);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted", Refused.NO);
    }
  }

  private static String words(int status, byte[] body) {
    try {
      return status + " " + Json.tree(body).path("detail").asString("");
    } catch (JacksonException _) {
      return Integer.toString(status);
    }
  }
}
