package io.callstream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** Answers what the gateway asks of Retell, route by route, and remembers what it was asked. */
public final class RetellStub implements AutoCloseable {

  public static final String KEY = "key_of_retell";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Given> answers = new ConcurrentHashMap<>();
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** A request as it came; {@code route} is method and address. */
  public record Asked(String route, String authorization, String body) {

    public JsonNode json() {
      return Json.tree(body.getBytes(UTF_8));
    }
  }

  private record Given(int status, String body) {}

  public RetellStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var route = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(
                new Asked(
                    route,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            before.getOrDefault(route, () -> {}).run();
            var given =
                answers.getOrDefault(
                    route, new Given(404, "{\"status\":\"error\",\"message\":\"nothing here\"}"));
            var bytes = given.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(given.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  /** From now on this route is answered so. */
  public void answer(String route, int status, String body) {
    answers.put(route, new Given(status, body));
  }

  /** Does this while a request of this route waits for its answer. */
  public void before(String route, Runnable work) {
    before.put(route, work);
  }

  public List<Asked> asked() {
    return asked;
  }

  /** The last request. */
  public Asked last() {
    return asked.getLast();
  }

  /** For a gateway that is to ask here. */
  public Map<String, String> settings() {
    return Map.of(
        "RETELL_BASE_URL",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "RETELL_API_KEY",
        KEY);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
