package io.callstream.bench.dispatcher;

import io.callstream.bench.Figure;
import io.callstream.bench.UsedCpu;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limit: the JDK's client, which asks nobody whether it may and writes nothing down. It lives
 * in this process.
 */
record BareClient(StandIn standIn, int atOnce) {

  static final String SAYS = "the JDK's client alone, nothing asked or written";

  private static final int ANSWER_SECONDS = 10;
  private static final int CREATED = 201;

  /** Of numbers that nobody else calls. */
  private static final long FIRST_NUMBER = 13_102_000_000L;

  private static final String BODY =
      """
      {"from_number":"+12125550100","to_number":":number","retell_llm_dynamic_variables":{"name":"Ada"},"metadata":{"order":7}}\
      """;

  /** So many creates a second, after as long a warm-up. */
  Figure measure(String group, Duration length) {
    var numbers = new AtomicLong(FIRST_NUMBER);
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      create(client, numbers, length);
      var cpu = UsedCpu.ofOurselves();
      var from = Instant.now();
      create(client, numbers, length);
      var to = Instant.now();
      double creates = standIn.arrivals().between(from, to).count();
      return new Figure(
          group,
          SAYS,
          creates * 1e9 / Duration.between(from, to).toNanos(),
          UsedCpu.ofOurselves().minus(cpu).toNanos() / 1e3 / creates,
          null);
    }
  }

  private void create(HttpClient client, AtomicLong numbers, Duration length) {
    long deadline = System.nanoTime() + length.toNanos();
    Callable<Boolean> creates =
        () -> {
          while (System.nanoTime() < deadline) {
            create(client, numbers.getAndIncrement());
          }
          return true;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var ended : threads.invokeAll(Collections.nCopies(atOnce, creates))) {
        ended.get();
      }
    } catch (ExecutionException e) {
      throw new CannotStart("the stand-in could not be measured: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private void create(HttpClient client, long number) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(standIn.address().resolve(BareRetell.CREATE))
            .timeout(Duration.ofSeconds(ANSWER_SECONDS))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Dispatchers.API_KEY)
            .POST(BodyPublishers.ofString(BODY.replace(":number", "+" + number)))
            .build();
    int status = client.send(request, BodyHandlers.ofString()).statusCode();
    if (status != CREATED) {
      throw new IOException("a create was answered by " + status);
    }
  }
}
