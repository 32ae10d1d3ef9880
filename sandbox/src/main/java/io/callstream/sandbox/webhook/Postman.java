package io.callstream.sandbox.webhook;

import io.callstream.retell.webhook.WebhookSignature;
import io.callstream.sandbox.time.Timeline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends webhooks as Retell does: signed, ten seconds for the answer, any 2xx is success, three more
 * tries after anything else, then never again (Retell facts 2.4). One webhook's trouble does not
 * hold back another.
 */
public final class Postman implements AutoCloseable {

  /** How long the receiver has; never divided by the speed (CONTRACT.md). */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  /** The waits before the second, third and fourth try; Retell's own are not documented. */
  static final List<Duration> RETRY_WAITS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

  private static final int WAITING_MAX = 10_000;
  private static final int SENDING_MAX = 128;

  private final Optional<URI> receiver;
  private final String key;
  private final Duration deadline;
  private final Timeline timeline;
  private final InstantSource clock;
  private final PostmanCounts counts = new PostmanCounts();
  private final Semaphore waiting = new Semaphore(WAITING_MAX);
  private final Semaphore late = new Semaphore(WAITING_MAX);
  private final Semaphore sending = new Semaphore(SENDING_MAX);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  /**
   * @param receiver where webhooks go; empty sends none
   * @param key signs them
   * @param deadline {@link #DEADLINE} outside of tests
   */
  public Postman(
      Optional<URI> receiver,
      String key,
      Duration deadline,
      Timeline timeline,
      InstantSource clock) {
    this.receiver = receiver;
    this.key = key;
    this.deadline = deadline;
    this.timeline = timeline;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(deadline)
            .executor(threads)
            .build();
  }

  /** Sends one webhook, soon. */
  public void send(byte[] body) {
    post(body, () -> {});
  }

  /** Sends one webhook after that much real time. */
  public void sendLate(byte[] body, Duration lateness) {
    sendLate(body, lateness, timeline);
  }

  /** Sends one webhook after that much time of a timeline. */
  public void sendLate(byte[] body, Duration lateness, Timeline on) {
    if (late.tryAcquire()) {
      on.after(
          lateness,
          () -> {
            late.release();
            send(body);
          });
    } else {
      counts.dropped();
    }
  }

  /** Sends each when the one before it was taken, given up or dropped. */
  public void sendInOrder(List<byte[]> bodies) {
    if (!bodies.isEmpty()) {
      post(bodies.getFirst(), () -> sendInOrder(bodies.subList(1, bodies.size())));
    }
  }

  /** Webhooks that are on their way, or wait for their next try. */
  public int waiting() {
    return WAITING_MAX - waiting.availablePermits();
  }

  /** What has become of the webhooks so far. */
  public PostmanCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }

  private void post(byte[] body, Runnable settled) {
    if (receiver.isEmpty()) {
      settled.run();
    } else if (waiting.tryAcquire()) {
      threads.execute(() ->
          attempt(
              receiver.get(),
              body,
              0,
              () -> {
                waiting.release();
                settled.run();
              }));
    } else {
      counts.dropped();
      settled.run();
    }
  }

  private void attempt(URI to, byte[] body, int tries, Runnable settled) {
    if (taken(to, body)) {
      counts.taken();
      settled.run();
    } else if (tries < RETRY_WAITS.size() && !threads.isShutdown()) {
      timeline.after(
          RETRY_WAITS.get(tries),
          () -> threads.execute(() -> attempt(to, body, tries + 1, settled)));
      counts.retried();
    } else {
      counts.givenUp();
      settled.run();
    }
  }

  private boolean taken(URI to, byte[] body) {
    try {
      sending.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    // Signed anew for each try, so that the last is not too old by the receiver's clock.
    var request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/json")
            .header(WebhookSignature.HEADER, WebhookSignature.sign(body, key, clock.instant()))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    var sent = http.sendAsync(request, BodyHandlers.discarding());
    try {
      return sent.get(deadline.toNanos(), TimeUnit.NANOSECONDS).statusCode() / 100 == 2;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      sent.cancel(true);
      sending.release();
    }
  }
}
