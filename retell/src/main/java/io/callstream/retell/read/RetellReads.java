package io.callstream.retell.read;

import io.callstream.retell.RetellAccount;
import io.callstream.retell.RetellCall;
import io.callstream.retell.RetellError;
import io.callstream.retell.StrictJson;
import io.callstream.retell.read.ReadAnswer.Found;
import io.callstream.retell.read.ReadAnswer.NotFound;
import io.callstream.retell.read.ReadAnswer.Refused;
import io.callstream.retell.read.ReadAnswer.Unavailable;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of Retell any number of times: nothing here can place a call. Blocking; each
 * question has one limit for connection, headers and body together.
 */
public final class RetellReads implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int BODY_MAX = 10 * 1024 * 1024;

  private final RetellAccount account;
  private final Duration limit;
  private final HttpClient client;

  /**
   * @param limit of one question with its whole answer
   */
  public RetellReads(RetellAccount account, Duration limit) {
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
   * {@code POST /v3/list-calls}. Ringing calls may be missing from the answer. An answer over 10
   * MiB is none: with metadata of its largest, 50 kB, that is a page of 200.
   */
  public ReadAnswer<CallPage> listCalls(CallQuery query) {
    return ask(request("/v3/list-calls", query.json()), false, Answers::page);
  }

  /** {@code GET /v2/get-call/{id}}. */
  public ReadAnswer<RetellCall> getCall(String retellCallId) {
    return ask(request("/v2/get-call/" + segment(retellCallId), null), true, Answers::call);
  }

  /** {@code GET /get-concurrency}. */
  public ReadAnswer<Concurrency> concurrency() {
    return ask(request("/get-concurrency", null), false, Answers::concurrency);
  }

  /**
   * {@code POST /v2/stop-call/{id}}; the call then ends as {@code manual_stopped}. {@link NotFound}
   * also while it rings: ask again when it has started.
   */
  public ReadAnswer<String> stopCall(String retellCallId) {
    var route = "/v2/stop-call/" + segment(retellCallId);
    return ask(request(route, new byte[0]), true, _ -> Optional.of(retellCallId));
  }

  /**
   * {@code GET /v2/list-phone-numbers}.
   *
   * @param paginationKey of the page before; null for the first
   */
  public ReadAnswer<NumberPage> listPhoneNumbers(@Nullable String paginationKey) {
    var query = paginationKey == null ? "" : "?pagination_key=" + encoded(paginationKey);
    return ask(request("/v2/list-phone-numbers" + query, null), false, Answers::numbers);
  }

  /** Ends every open question. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private interface Reading<T> {
    Optional<T> of(byte[] body) throws StrictJson.Unreadable;
  }

  private <T> ReadAnswer<T> ask(HttpRequest request, boolean namesOneCall, Reading<T> reading) {
    // The client's own timeout ends with the headers; a body that drips would hold us for ever.
    var asked =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_MAX));
    try {
      return answer(asked.get(limit.toNanos(), TimeUnit.NANOSECONDS), namesOneCall, reading);
    } catch (TimeoutException e) {
      return new Unavailable<>("no whole answer within " + limit);
    } catch (ExecutionException e) {
      return new Unavailable<>(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unavailable<>("interrupted");
    } finally {
      asked.cancel(true);
    }
  }

  private static <T> ReadAnswer<T> answer(
      HttpResponse<byte[]> response, boolean namesOneCall, Reading<T> reading) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return found(response.body(), reading);
    }
    var message = RetellError.message(status, response.body());
    if (namesOneCall && (status == 404 || status == 422)) {
      return new NotFound<>(message);
    }
    return status / 100 == 4 && status != 408 && status != 429
        ? new Refused<>(status, message)
        : new Unavailable<>(message);
  }

  private static <T> ReadAnswer<T> found(byte[] body, Reading<T> reading) {
    try {
      return reading
          .of(body)
          .<ReadAnswer<T>>map(Found::new)
          .orElseGet(() -> new Unavailable<>("an answer of another shape"));
    } catch (StrictJson.Unreadable e) {
      return new Unavailable<>("an answer that is " + e.getMessage());
    }
  }

  private HttpRequest request(String route, byte @Nullable [] body) {
    var request =
        HttpRequest.newBuilder(account.at(route))
            .header("Authorization", account.authorization())
            .header("Accept", "application/json")
            .timeout(limit);
    return body == null
        ? request.GET().build()
        : request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
  }

  private static String segment(String text) {
    return encoded(text).replace("+", "%20");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
