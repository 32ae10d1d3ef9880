package io.callstream.gateway.retellapi;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.gateway.call.Placing;
import io.callstream.gateway.request.Requests;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins what an SDK repeats by itself, without an idempotency key, to the request it repeats: its
 * first try may have been accepted and the answer lost, or be on its way still and come last. A
 * wanted second call says that it is no repeat, and is a second call.
 */
@Component
class SdkRetries {

  private final RepeatBook book;
  private final TransactionTemplate transaction;
  private final Placing placing;
  private final Requests requests;

  SdkRetries(RepeatBook book, TransactionTemplate transaction, Placing placing, Requests requests) {
    this.book = book;
    this.transaction = transaction;
    this.placing = placing;
    this.requests = requests;
  }

  /**
   * Accepts a call, or joins it to the newest request of the same key and body of the last 10
   * minutes: a repeat to any, an SDK's first try to one that a repeat made before it came. Twins
   * wait for one another.
   */
  Placing.Result place(ObjectNode body, RetryCount count, String apiKeyId) {
    var digest = BodyDigest.of(body);
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          book.lock(apiKeyId + " " + digest);
          return earlier(apiKeyId, digest, count)
              .<Placing.Result>map(Placing.Result.Repeated::new)
              .orElseGet(() -> accept(body, digest, count, apiKeyId));
        }));
  }

  private Placing.Result accept(ObjectNode body, String digest, RetryCount count, String apiKeyId) {
    var result = placing.place(body, null, apiKeyId);
    if (result instanceof Placing.Result.Accepted accepted) {
      book.note(accepted.command().requestId(), digest, count == RetryCount.REPEAT, apiKeyId);
    }
    return result;
  }

  private Optional<PlaceCall> earlier(String apiKeyId, String digest, RetryCount count) {
    return book.earlier(apiKeyId, digest, count)
        .flatMap(requests::find)
        .map(Requests.Stored::command)
        .filter(PlaceCall.class::isInstance)
        .map(PlaceCall.class::cast);
  }
}
