package io.callstream.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final Requests REQUESTS =
      () -> Requests.post("/there", "X-More: 1", "{\"a\":1}".getBytes(StandardCharsets.US_ASCII));

  private final AtomicInteger taken = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.close();
  }

  @Test
  void countsEachAnswerOnceWhateverItsForm() {
    // An answer of known length, one in chunks, one without a body.
    int port = answering(n -> n % 3 == 0 ? 5 : n % 3 == 1 ? 0 : -1, 200);

    var seen = load(400, Duration.ofMillis(500)).against(port);

    assertThat(seen.failure()).isNull();
    assertThat(seen.answers()).isEqualTo(200).isEqualTo(taken.get());
    assertThat(seen.millis()).hasSize(seen.answers());
  }

  @Test
  void connectsAnewWhereTheServerCloses() {
    int port =
        serve(exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          exchange.sendResponseHeaders(200, -1);
        });

    var seen = load(100, Duration.ofMillis(300)).against(port);

    assertThat(seen.failure()).isNull();
    assertThat(seen.answers()).isEqualTo(30);
  }

  @Test
  void atAFixedRateSendsAsManyAsFallDue() {
    int port = answering(_ -> 5, 200);

    var seen = load(500, Duration.ofSeconds(1)).against(port);

    assertThat(seen.answers()).isEqualTo(500);
  }

  @Test
  void atAFixedRateCountsFromWhenEachWasDueNotFromWhenItWasSent() {
    int port =
        serve(exchange -> {
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          exchange.sendResponseHeaders(200, -1);
        });

    // Four connections answer 40 a second: of the 80 that fall due the last waits a second.
    var seen = load(80, Duration.ofSeconds(1)).against(port);

    assertThat(seen.answers()).isEqualTo(80);
    assertThat(Arrays.stream(seen.millis()).max().orElseThrow()).isGreaterThan(800);
  }

  @Test
  void tellsTheFirstAnswerThatIsNotAsWanted() {
    int port = answering(_ -> 5, 503);

    var seen = load(40, Duration.ofMillis(100)).against(port);

    assertThat(seen.answers()).isZero();
    assertThat(seen.failure()).startsWith("HTTP/1.1 503").endsWith("12345");
  }

  @Test
  void tellsThatNobodyListens() {
    assertThat(load(0, Duration.ofMillis(100)).against(FreePorts.find()).failure()).isNotNull();
  }

  @Test
  void perSecondIsOfTheWholeTime() {
    int port = answering(_ -> 5, 200);

    long begun = System.nanoTime();
    var seen = load(100, Duration.ofSeconds(1)).against(port);
    double took = (System.nanoTime() - begun) / 1e9;

    assertThat(seen.perSecond()).isBetween(99 / took, 102.0);
  }

  private static Load load(double perSecond, Duration length) {
    return new Load(4, REQUESTS, Load.OK, perSecond, length);
  }

  /** The length of the nth answer's body: 0 in chunks, -1 for none. */
  private int answering(IntUnaryOperator length, int status) {
    return serve(exchange -> {
      int wanted = length.applyAsInt(taken.getAndIncrement());
      exchange.sendResponseHeaders(status, wanted);
      if (wanted >= 0) {
        exchange.getResponseBody().write("12345".getBytes(StandardCharsets.US_ASCII));
      }
    });
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private int serve(Answering answering) {
    server.createContext(
        "/there",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            answering.answer(exchange);
          }
        });
    server.start();
    return server.getAddress().getPort();
  }
}
