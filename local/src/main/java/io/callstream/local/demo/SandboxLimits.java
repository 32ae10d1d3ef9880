package io.callstream.local.demo;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a sandbox's account may. */
public final class SandboxLimits {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  private SandboxLimits() {}

  /**
   * So many calls live at once at most, told and kept to, in place of the 100 that are told
   * otherwise. Takes back every other limit.
   *
   * @throws CannotStart when the sandbox does not take it
   */
  public static void concurrency(URI sandbox, int calls) {
    var request =
        HttpRequest.newBuilder(sandbox.resolve("/sandbox/limits"))
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"concurrency\":%d}".formatted(calls)))
            .build();
    try (var http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build()) {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new CannotStart("the sandbox's limits were refused: " + answer.body());
      }
    } catch (IOException e) {
      throw new CannotStart("the sandbox's limits cannot be set: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }
}
