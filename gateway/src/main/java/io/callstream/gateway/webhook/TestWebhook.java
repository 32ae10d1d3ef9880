package io.callstream.gateway.webhook;

import io.callstream.retell.webhook.WebhookSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/**
 * A webhook that a person sends to try the way from outside to here. It is signed as Retell's are
 * and proved as they are; then it is counted, and goes no further.
 */
@Component
public final class TestWebhook implements AutoCloseable {

  private static final byte[] BEGINNING =
      "{\"event\":\"callstream_test\",".getBytes(StandardCharsets.UTF_8);

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final WebhookSettings settings;
  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  TestWebhook(WebhookSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * How it went.
   *
   * @param arrived answered as a webhook should be
   * @param text for people
   */
  public record Result(boolean arrived, String text) {}

  /** Whether a body is one of these. */
  static boolean is(byte[] body) {
    return body.length >= BEGINNING.length
        && Arrays.equals(body, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
  }

  /** Sends one to this address and waits for the answer. */
  public Result send(String address) {
    var now = clock.instant();
    var body =
        (new String(BEGINNING, StandardCharsets.UTF_8) + "\"sent_at\":\"" + now + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    try {
      var request =
          HttpRequest.newBuilder(URI.create(address))
              .timeout(LIMIT)
              .header("Content-Type", "application/json")
              .header(
                  WebhookSignature.HEADER,
                  WebhookSignature.sign(body, settings.keys().getFirst(), now))
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      return judge(http.send(request, BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      return new Result(false, "Nothing answers at this address from here");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(false, "The gateway is stopping");
    }
  }

  private static Result judge(int status) {
    return switch (status) {
      case 200 -> new Result(true, "The webhook arrived, and its signature holds");
      case 401 ->
          new Result(
              false,
              "The signature was refused: is another gateway, with another key, at this address?");
      case 404, 405 ->
          new Result(false, "Something else is at this address: it answered " + status);
      default -> new Result(false, "It was answered with " + status);
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
