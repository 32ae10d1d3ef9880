package io.callstream.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Brings every POST of the Retell SDK to the gateway, and loses the first answers on the way back.
 */
public final class LosingProxy implements AutoCloseable {

  private static final String RETRY_COUNT = "X-Stainless-Retry-Count";
  private static final List<String> HEADERS = List.of("Authorization", "Content-Type", RETRY_COUNT);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI gateway;
  private final int losing;
  private final List<String> counts = new CopyOnWriteArrayList<>();

  /**
   * Listens on a free port of this machine.
   *
   * @param losing how many answers are lost
   */
  public LosingProxy(URI gateway, int losing) {
    this.gateway = gateway;
    this.losing = losing;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  /** Where it is asked, without a path. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The retry count that each request bore. */
  public List<String> counts() {
    return counts;
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request =
          HttpRequest.newBuilder(gateway.resolve(exchange.getRequestURI().getPath()))
              .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      for (var name : HEADERS) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      var answer = http.send(request.build(), BodyHandlers.ofByteArray());
      counts.add(String.valueOf(exchange.getRequestHeaders().getFirst(RETRY_COUNT)));
      if (counts.size() > losing) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.shutdownNow();
  }
}
