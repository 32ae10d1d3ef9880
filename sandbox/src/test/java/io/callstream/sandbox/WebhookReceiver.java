package io.callstream.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.callstream.retell.webhook.WebhookEvent;
import io.callstream.retell.webhook.WebhookSignature;
import io.callstream.retell.webhook.WebhookSignature.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** Takes webhooks, checks their signatures with the product's own class, answers as told. */
public final class WebhookReceiver implements AutoCloseable {

  /** A webhook as it arrived. */
  public record Arrived(String event, WebhookEvent.OfCall webhook, String body, Verdict verdict) {}

  /** The status to answer with. */
  public interface Answer {
    int to(Arrived arrived) throws InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  private final AtomicReference<Answer> answer = new AtomicReference<>(_ -> 200);

  public WebhookReceiver(String key, InstantSource clock) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders().get(WebhookSignature.HEADER);
            var verdict =
                WebhookSignature.verify(
                    body, headers == null ? List.of() : headers, List.of(key), clock.instant());
            var webhook = (WebhookEvent.OfCall) WebhookEvent.parse(body);
            var one =
                new Arrived(
                    webhook.event(),
                    webhook,
                    new String(body, java.nio.charset.StandardCharsets.UTF_8),
                    verdict);
            arrived.add(one);
            exchange.sendResponseHeaders(answer.get().to(one), -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/webhooks/retell");
  }

  /** How to answer from now on; 200 until told. */
  public void answers(Answer how) {
    answer.set(how);
  }

  public List<Arrived> arrived() {
    return arrived;
  }

  public List<String> events() {
    return arrived.stream().map(Arrived::event).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
