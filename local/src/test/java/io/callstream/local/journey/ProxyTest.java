package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journeys' own instrument has to be right before what it shows can be. */
class ProxyTest {

  private static final byte[] CREATE =
      "{\"to_number\":\"+12125550110\"}".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger received = new AtomicInteger();
  private HttpServer upstream;
  private RetellProxy proxy;
  private Http client;

  ProxyTest() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    upstream.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          received.incrementAndGet();
          byte[] answer = "done".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    proxy = new RetellProxy(upstream.getAddress().getPort());
    client = new Http(proxy.uri(), Map.of());
  }

  @BeforeEach
  void start() {
    upstream.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
    upstream.stop(0);
  }

  @Test
  void passesOnWhatNoRuleFits() {
    proxy.onCreate("+12125550999", RetellProxy.Exchange::cut);

    assertThat(create().statusCode()).isEqualTo(201);
    assertThat(create().body()).isEqualTo("done");
    assertThat(received).hasValue(2);
  }

  @Test
  void cutsBeforeRetellHasHeardAnything() {
    proxy.onCreate("+12125550110", RetellProxy.Exchange::cut);

    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(received).hasValue(0);
    assertThat(create().statusCode()).as("a rule is used once").isEqualTo(201);
  }

  @Test
  void cutsAtTheFirstBytes() {
    proxy.onNextCreateAtItsFirstBytes(RetellProxy.Exchange::cut);

    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(received).hasValue(0);
  }

  @Test
  void losesTheAnswerOnly() {
    proxy.onCreate(
        "+12125550110",
        exchange -> {
          exchange.forward();
          exchange.cut();
        });

    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(received).hasValue(1);
  }

  @Test
  void keepsAnAnswerUntilReleased() {
    try (Held held = proxy.holdAnswerOfCreate("+12125550110")) {
      var answer = CompletableFuture.supplyAsync(this::create);
      held.awaitGiven();
      assertThat(answer).isNotDone();
      held.release();
      assertThat(answer.join().statusCode()).isEqualTo(201);
    }
  }

  private java.net.http.HttpResponse<String> create() {
    return client.post("/v2/create-phone-call", CREATE, Map.of());
  }
}
