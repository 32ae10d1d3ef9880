package io.callstream.retell.pass;

import io.callstream.retell.RetellAccount;
import io.callstream.retell.RetellError;
import io.callstream.retell.StrictJson;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Passes single requests on to Retell and its answers back: web calls, agents, numbers. Never
 * repeats one, and lets none through that makes a phone ring: those pass the gate.
 */
public final class RetellPass implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int BODY_MAX = 2 * 1024 * 1024;
  private static final int AT_ONCE = 32;

  /** Of web calls, which people wait for: slow lists must not take their places. */
  private static final int WEB_CALLS_AT_ONCE = 16;

  private static final String WEB_CALL = "create-web-call";

  /** Retell's routes that dial, by the end of their names, in every version. */
  private static final List<String> RINGING = List.of("create-phone-call", "create-batch-call");

  private final RetellAccount account;
  private final Duration limit;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Semaphore webCalls = new Semaphore(WEB_CALLS_AT_ONCE);
  private final HttpClient client;

  /**
   * @param limit of one request with its whole answer
   */
  public RetellPass(RetellAccount account, Duration limit) {
    this.account = account;
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * Sends one request.
   *
   * @param route path and query below the base address, encoded
   * @param body JSON; null sends none
   * @throws IllegalArgumentException for a route that makes phones ring
   */
  public PassAnswer send(String method, String route, @Nullable JsonNode body) {
    var address = account.at(route);
    refuseToRing(address);
    var free = route.endsWith(WEB_CALL) ? webCalls : places;
    if (!free.tryAcquire()) {
      return new PassAnswer.Unavailable(false, "too many requests wait for Retell's answer");
    }
    try {
      return exchange(request(method, address, body));
    } finally {
      free.release();
    }
  }

  /** Ends every open request. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private static void refuseToRing(URI address) {
    var path = address.normalize().getPath();
    if (RINGING.stream().anyMatch(path::contains)) {
      throw new IllegalArgumentException("Only the dispatcher makes phones ring");
    }
  }

  private HttpRequest request(String method, URI address, @Nullable JsonNode body) {
    var request =
        HttpRequest.newBuilder(address)
            .header("Authorization", account.authorization())
            .header("Accept", "application/json")
            .timeout(limit);
    return body == null
        ? request.method(method, BodyPublishers.noBody()).build()
        : request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.toString()))
            .build();
  }

  private PassAnswer exchange(HttpRequest request) {
    // The client's own timeout ends with the headers; a body that drips would hold us for ever.
    var sent =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_MAX));
    try {
      return answer(sent.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new PassAnswer.Unavailable("no whole answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      // Its message may name hosts of ours.
      var cause = e.getCause() == null ? e : e.getCause();
      return new PassAnswer.Unavailable(
          !neverConnected(cause),
          "the connection failed (" + cause.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PassAnswer.Unavailable("interrupted");
    } finally {
      sent.cancel(true);
    }
  }

  private static boolean neverConnected(Throwable cause) {
    return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
  }

  private static PassAnswer answer(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status / 100 == 4) {
      return new PassAnswer.Refused(status, RetellError.words(status, response.body()));
    }
    if (status / 100 != 2) {
      return new PassAnswer.Unavailable(RetellError.message(status, response.body()));
    }
    try {
      return new PassAnswer.Done(
          status,
          response.body().length == 0
              ? JsonNodeFactory.instance.missingNode()
              : StrictJson.tree(response.body()));
    } catch (StrictJson.Unreadable e) {
      return new PassAnswer.Unavailable("an answer that is " + e.getMessage());
    }
  }
}
