package io.callstream.local.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks one server; only a clear answer is an answer. */
final class Http {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(LIMIT).version(HttpClient.Version.HTTP_1_1).build();

  private final URI server;
  private final Map<String, String> headers;

  Http(URI server, Map<String, String> headers) {
    this.server = server;
    this.headers = headers;
  }

  URI address() {
    return server;
  }

  /** The body of a 200. */
  String get(String path) {
    HttpResponse<String> answer = answer(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + " said " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  HttpResponse<String> answer(String path) {
    return send(request(path).GET());
  }

  /** A body that goes on and on, as it comes; empty when there is no room for one more. */
  Optional<InputStream> open(String path, Map<String, String> more) {
    HttpRequest.Builder request = request(path);
    more.forEach(request::header);
    HttpResponse<InputStream> answer =
        send(request.GET(), HttpResponse.BodyHandlers.ofInputStream());
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(answer.body());
      case 503 -> Optional.empty();
      default -> throw new AssertionError(path + " said " + answer.statusCode());
    };
  }

  HttpResponse<String> post(String path, byte[] body, Map<String, String> more) {
    HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
    more.forEach(request::header);
    return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> put(String path, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** The body of a 2xx to a file of some type. */
  String upload(String path, String type, byte[] file) {
    HttpResponse<String> answer =
        send(
            request(path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(file)));
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(path + " said " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT);
    headers.forEach(request::header);
    return request;
  }

  /**
   * @throws UncheckedIOException when nothing clear came back
   */
  private static HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return CLIENT.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted");
    }
  }
}
