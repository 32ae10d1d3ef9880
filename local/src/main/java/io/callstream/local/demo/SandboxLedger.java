package io.callstream.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;

/** The sandbox's ledger, read over HTTP. */
public final class SandboxLedger {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  private SandboxLedger() {}

  /**
   * One line for each create the sandbox has received.
   *
   * @throws DemoFailed when it cannot be read
   */
  public static Stream<String> lines(URI sandbox) {
    HttpRequest request =
        HttpRequest.newBuilder(sandbox.resolve("/sandbox/ledger")).timeout(ANSWER_LIMIT).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new DemoFailed("the sandbox's ledger was refused: " + answer.statusCode());
      }
      return answer.body().lines();
    } catch (IOException e) {
      throw new DemoFailed("the sandbox's ledger cannot be read: " + e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted");
    }
  }
}
