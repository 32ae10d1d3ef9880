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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A gateway that is measured, and one client of it. */
public record Gateway(Server server, HttpClient client) implements AutoCloseable {

  /** Who signs webhooks has it. */
  public static final String WEBHOOK_KEY = "bench-key";

  /** Who asks for anything else has it. */
  public static final String ADMIN_KEY = "bench-admin-key";

  /** As docker-compose.yml has it. */
  private static final List<String> HEAP = List.of("-Xms96m", "-Xmx384m", "-Xmn64m");

  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

  /** Starts one and waits until it is ready. */
  public static Gateway start(Stack stack, RunFolder folder) {
    int port = FreePorts.find();
    int management = FreePorts.find();
    var environment = new HashMap<String, String>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers());
    environment.put("DATABASE_URL", stack.databaseUrl());
    environment.put("DATABASE_USER", "callstream");
    environment.put("DATABASE_PASSWORD", "callstream");
    // Nobody is there: nothing that is measured asks Retell.
    environment.put("RETELL_BASE_URL", "http://127.0.0.1:1");
    environment.put("RETELL_API_KEY", WEBHOOK_KEY);
    environment.put("CALLSTREAM_ADMIN_KEY", ADMIN_KEY);
    environment.put("SERVER_PORT", String.valueOf(port));
    environment.put("MANAGEMENT_PORT", String.valueOf(management));
    var server = Server.java(arguments(), environment, port, folder.path().resolve("gateway.log"));
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    server.awaitReady(management);
    return new Gateway(server, client);
  }

  private static List<String> arguments() {
    var arguments = new ArrayList<>(HEAP);
    arguments.addAll(List.of("-jar", RunFolder.jars().gateway().toString()));
    return arguments;
  }

  /** What is there; the answer must be 200. */
  public JsonNode get(String path) {
    return read(request(path).GET());
  }

  /** Posts JSON. */
  public JsonNode post(String path, Object body) {
    return read(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  /** Posts what is read while it is sent. */
  public JsonNode post(String path, String contentType, InputStream body) {
    return read(
        request(path)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofInputStream(() -> body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address(server.port(), path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + ADMIN_KEY);
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private JsonNode read(HttpRequest.Builder request) {
    var answer = answer(request.build());
    if (answer.statusCode() / 100 != 2) {
      throw new CannotStart("the gateway answered " + answer.body());
    }
    return Json.mapper().readTree(answer.body());
  }

  private HttpResponse<String> answer(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
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
