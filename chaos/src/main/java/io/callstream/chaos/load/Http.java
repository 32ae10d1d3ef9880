package io.callstream.chaos.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Asks one server; the callers decide what to do about a failure. */
public final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  private final URI server;
  private final Map<String, String> headers;
  private final Duration limit;

  /**
   * @param headers sent with every request
   * @param limit how long an answer is waited for
   */
  public Http(URI server, Map<String, String> headers, Duration limit) {
    this.server = server;
    this.headers = Map.copyOf(headers);
    this.limit = limit;
  }

  /**
   * The body of a 200.
   *
   * @throws IOException when anything else came, or nothing
   */
  public String get(String path) throws IOException {
    HttpResponse<String> answer = send(request(path).GET());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " said " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Whatever the answer is. */
  public HttpResponse<String> post(String path, byte[] body, Map<String, String> more)
      throws IOException {
    HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
    more.forEach(request::setHeader);
    return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(limit);
    headers.forEach(request::header);
    return request;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
