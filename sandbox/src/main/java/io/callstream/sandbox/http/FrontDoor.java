package io.callstream.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's own HTTP server, since it can do what the sandbox must and a servlet cannot: close a
 * connection without an answer.
 */
public final class FrontDoor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);

  private static final int BODY_MAX = 1024 * 1024;
  private static final int BACKLOG = 1_000;

  /** As many are let in at a time; one more is closed unheard. */
  static final int CONNECTIONS_MAX = 4_000;

  static {
    // Read once by the server's classes. Without the first, each answer on a kept connection waits
    // 40 ms for the acknowledgement of its headers.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    setUnlessSet("sun.net.httpserver.idleInterval", "60");
    setUnlessSet("sun.net.httpserver.maxReqTime", "60");
    setUnlessSet("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS_MAX));
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Function<Request, Reply> routes;

  private FrontDoor(HttpServer server, Function<Request, Reply> routes) {
    this.server = server;
    this.routes = routes;
  }

  /**
   * Begins to listen on all addresses.
   *
   * @param port 0 takes a free one
   * @throws IOException when the port is taken
   */
  public static FrontDoor open(int port, Function<Request, Reply> routes) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
    var door = new FrontDoor(server, routes);
    server.setExecutor(door.threads);
    server.createContext("/", door::answer);
    server.start();
    return door;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /**
   * A failure makes the server close the connection and count it off. The exchange's own close does
   * not, when there is no answer: a connection each stays counted until none is let in any more.
   */
  private void answer(HttpExchange exchange) throws IOException {
    write(exchange, reply(exchange));
    exchange.getResponseBody().close();
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    var request = request(exchange);
    try {
      return routes.apply(request);
    } catch (RuntimeException e) {
      log.error("A fault of the sandbox itself", e);
      return Reply.error(500, "A fault of the sandbox itself, see its log");
    }
  }

  private static Optional<Request.Body> body(InputStream stream) throws IOException {
    var bytes = stream.readNBytes(BODY_MAX + 1);
    return bytes.length > BODY_MAX ? Optional.empty() : Optional.of(new Request.Body(bytes));
  }

  private static Request request(HttpExchange exchange) throws IOException {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
        body(exchange.getRequestBody()));
  }

  private static void write(HttpExchange exchange, Reply reply) throws IOException {
    switch (reply) {
      case Reply.JsonReply json -> {
        var bytes = Reply.bytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(json.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
      }
      case Reply.Empty empty -> exchange.sendResponseHeaders(empty.status(), -1);
      case Reply.Lines lines -> {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, lines.length() == 0 ? -1 : lines.length());
        copy(lines, exchange);
      }
      case Reply.Slow(var late, var delay) -> {
        hold(delay);
        write(exchange, late);
      }
      case Reply.Cut _ -> throw new IOException("Cut before the answer, as wanted");
    }
  }

  /** Each connection has a thread of its own, which costs nothing. */
  private static void hold(Duration delay) throws IOException {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The sandbox stops", e);
    }
  }

  private static void copy(Reply.Lines lines, HttpExchange exchange) throws IOException {
    try (var file = Files.newInputStream(lines.file())) {
      var buffer = new byte[64 * 1024];
      for (long left = lines.length(); left > 0; ) {
        int read = file.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException("The file is shorter than it was");
        }
        exchange.getResponseBody().write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
