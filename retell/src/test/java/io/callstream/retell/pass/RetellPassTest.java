package io.callstream.retell.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.callstream.retell.RetellAccount;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RetellPassTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LISTS_AT_ONCE = 32;

  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Semaphore arrived = new Semaphore(0);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
  }

  @Test
  void slowListsDoNotTakeThePlacesOfWebCalls() throws Exception {
    try (var pass = pass(LIMIT)) {
      var lists =
          IntStream.range(0, LISTS_AT_ONCE)
              .mapToObj(_ ->
                  CompletableFuture.supplyAsync(
                      () -> get(pass, "/slow"), Thread::startVirtualThread))
              .toList();
      assertThat(arrived.tryAcquire(LISTS_AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();

      assertThat(get(pass, "/quick")).isInstanceOf(PassAnswer.Unavailable.class);
      assertThat(pass.send("POST", "/v3/create-web-call", null))
          .isInstanceOf(PassAnswer.Done.class);
      done.countDown();
      assertThat(lists.stream().map(CompletableFuture::join))
          .allSatisfy(answer -> assertThat(answer).isInstanceOf(PassAnswer.Done.class));
      assertThat(get(pass, "/quick")).as("given back").isInstanceOf(PassAnswer.Done.class);
    }
  }

  @Test
  void aBodyThatDripsEndsAtTheLimit() {
    try (var pass = pass(Duration.ofSeconds(3))) {
      assertThat(get(pass, "/drip"))
          .isEqualTo(new PassAnswer.Unavailable("no whole answer within 3 s"));
    }
  }

  @Test
  void aBodyTooLargeIsNoAnswer() {
    try (var pass = pass(LIMIT)) {
      assertThat(get(pass, "/large")).isInstanceOf(PassAnswer.Unavailable.class);
    }
  }

  @Test
  void whatWasNotReachedWasNotAsked() {
    try (var pass = pass(LIMIT)) {
      server.stop(0);
      assertThat(get(pass, "/quick"))
          .isEqualTo(new PassAnswer.Unavailable(false, "the connection failed (ConnectException)"));
    }
  }

  @Test
  void aRedirectIsNotFollowedWithTheKey() {
    try (var pass = pass(LIMIT)) {
      assertThat(get(pass, "/moved")).isInstanceOf(PassAnswer.Unavailable.class);
      assertThat(asked).containsExactly("/moved");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/create-phone-call",
        "/v9/create-phone-call",
        "/create-batch-call",
        "/v2/x/../create-phone-call",
        "/v2/create%2Dphone%2Dcall"
      })
  void nothingThatRingsIsSent(String route) {
    try (var pass = pass(LIMIT)) {
      assertThatThrownBy(() -> pass.send("POST", route, null))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(asked).isEmpty();
    }
  }

  private RetellPass pass(Duration limit) {
    var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new RetellPass(new RetellAccount(base, "key_secret"), limit);
  }

  private static PassAnswer get(RetellPass pass, String route) {
    return pass.send("GET", route, null);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      asked.add(path);
      switch (path) {
        case "/slow" -> {
          arrived.release();
          await();
          write(exchange, 200, "[]");
        }
        case "/drip" -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('[');
          exchange.getResponseBody().flush();
          await();
        }
        case "/large" -> {
          exchange.sendResponseHeaders(200, 0);
          fill(exchange.getResponseBody());
        }
        case "/moved" -> {
          exchange.getResponseHeaders().put("Location", List.of("/elsewhere"));
          write(exchange, 302, "{}");
        }
        default -> write(exchange, 200, "{}");
      }
    }
  }

  private void await() {
    try {
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A JSON string of more than is taken. */
  private static void fill(OutputStream out) throws IOException {
    var chunk = "a".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
    out.write('"');
    for (int i = 0; i < 64; i++) {
      out.write(chunk);
    }
    out.write('"');
  }

  private static void write(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
