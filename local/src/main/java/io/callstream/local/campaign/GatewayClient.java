package io.callstream.local.campaign;

import io.callstream.contracts.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Speaks to the campaigns of a gateway. */
final class GatewayClient {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  /** A million rows take a while. */
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
  private final URI gateway;
  private final String key;

  GatewayClient(URI gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  JsonNode get(String path) {
    return json(send(request(path, ANSWER_LIMIT).GET()));
  }

  JsonNode post(String path, String body) {
    return json(
        send(
            request(path, ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
  }

  JsonNode upload(String path, Path file, String type, UploadBar bar) {
    try {
      BodyPublisher body = bar.watching(BodyPublishers.ofFile(file));
      return json(send(request(path, UPLOAD_LIMIT).header("Content-Type", type).POST(body)));
    } catch (FileNotFoundException e) {
      throw new CampaignFailed("no such file: " + file, CampaignFailed.COULD_NOT_START);
    }
  }

  /** Whatever the gateway answers, as it comes. */
  void copy(String path, OutputStream to) {
    try {
      var answer =
          http.send(request(path, UPLOAD_LIMIT).GET().build(), BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        if (answer.statusCode() / 100 != 2) {
          var words = new String(body.readAllBytes(), StandardCharsets.UTF_8);
          throw new CampaignFailed(words(answer.statusCode(), words), CampaignFailed.REFUSED);
        }
        body.transferTo(to);
        to.flush();
      }
    } catch (IOException e) {
      throw away(e);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(limit)
        .header("Authorization", "Bearer " + key);
  }

  private String send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() / 100 != 2) {
        throw new CampaignFailed(words(answer.statusCode(), answer.body()), CampaignFailed.REFUSED);
      }
      return answer.body();
    } catch (IOException e) {
      throw away(e);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private CampaignFailed away(IOException e) {
    return new CampaignFailed(
        "the gateway at " + gateway + " does not answer: " + e, CampaignFailed.COULD_NOT_START);
  }

  private static CampaignFailed interrupted() {
    Thread.currentThread().interrupt();
    return new CampaignFailed("interrupted", CampaignFailed.REFUSED);
  }

  private static JsonNode json(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String words(int status, String body) {
    try {
      return status + " " + json(body).path("detail").asString(body);
    } catch (JacksonException e) {
      return status + " " + body;
    }
  }
}
