package io.callstream.bench;

import io.callstream.contracts.Json;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A gateway that is measured, and one client of it. */
public record Gateway(Server server, HttpClient client) implements AutoCloseable {

  /** Who signs webhooks has it. */
  public static final String WEBHOOK_KEY = "bench-key";

  /** Who asks for anything else has it. */
  public static final String ADMIN_KEY = "bench-admin-key";

  /** As docker-compose.yml has it. */
  public static final List<String> HEAP = List.of("-Xms96m", "-Xmx384m", "-Xmn64m");

  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

  /** Starts one and waits until it is ready. */
  public static Gateway start(Stack stack, RunFolder folder) {
    return start(stack, folder, HEAP, Map.of());
  }

  /**
   * The same, other than for life.
   *
   * @param heap what its JVM is told of it
   * @param settings in place of its own, or more
   */
  public static Gateway start(
      Stack stack, RunFolder folder, List<String> heap, Map<String, String> settings) {
    int port = FreePorts.find();
    var told = new HashMap<String, String>();
    // Nobody is there: unless told, nothing that is measured asks Retell.
    told.put("RETELL_BASE_URL", "http://127.0.0.1:1");
    told.put("RETELL_API_KEY", WEBHOOK_KEY);
    told.put("CALLSTREAM_ADMIN_KEY", ADMIN_KEY);
    told.put("SERVER_PORT", String.valueOf(port));
    told.putAll(settings);
    var services = new Services(stack, folder);
    var service = services.start("gateway", RunFolder.jars().gateway(), heap, told);
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new Gateway(new Server(service.process(), port), client);
  }

  /** What is there; the answer must be 200. */
  public JsonNode get(String path) {
    return Json.mapper().readTree(bytes(path));
  }

  /** The same, as it is. */
  public byte[] bytes(String path) {
    return read(request(path).GET());
  }

  /** Posts JSON. */
  public JsonNode post(String path, Object body) {
    return Json.mapper()
        .readTree(
            read(
                request(path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(body)))));
  }

  /** Posts what is read while it is sent. */
  public JsonNode post(String path, String contentType, InputStream body) {
    return Json.mapper()
        .readTree(
            read(
                request(path)
                    .header("Content-Type", contentType)
                    .POST(BodyPublishers.ofInputStream(() -> body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address(server.port(), path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + ADMIN_KEY);
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private byte[] read(HttpRequest.Builder request) {
    var answer = answer(request.build());
    if (answer.statusCode() / 100 != 2) {
      throw new CannotStart(
          "the gateway answered " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  private HttpResponse<byte[]> answer(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CannotStart("the gateway does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
