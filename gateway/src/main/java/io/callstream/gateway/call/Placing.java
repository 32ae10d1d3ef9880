package io.callstream.gateway.call;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import io.callstream.gateway.web.FieldError;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accepts the wish for a call: request and message in one transaction, once per idempotency key.
 */
@Component
public final class Placing {

  private final Requests requests;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;
  private final CallDefaults defaults;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  Placing(
      Requests requests,
      RequestMessages messages,
      TransactionTemplate transaction,
      CallDefaults defaults,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.requests = requests;
    this.messages = messages;
    this.transaction = transaction;
    this.defaults = defaults;
    this.clock = clock;
    this.ids = ids;
  }

  /** What came of it. */
  public sealed interface Result {

    /** A new request. */
    record Accepted(PlaceCall command) implements Result {}

    /** The request that the same key and body made before. */
    record Repeated(PlaceCall command) implements Result {}

    /** The key has made a request of another body. */
    record OtherBody() implements Result {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Result {}
  }

  /**
   * Accepts a call, or says why not. A repeat of an idempotency key is judged by the request stored
   * under it alone: what it says may be out of date by now, and must not be checked again.
   *
   * @param body with nothing in it that cannot be stored
   */
  public Result place(ObjectNode body, @Nullable String idempotencyKey, String apiKeyId) {
    if (idempotencyKey == null) {
      return accept(body, null, ids.get(), apiKeyId);
    }
    var requestId = NameBasedIds.requestId(apiKeyId, idempotencyKey);
    return requests
        .earlier(requestId, body.toString())
        .map(Placing::repeat)
        .orElseGet(() -> accept(body, idempotencyKey, requestId, apiKeyId));
  }

  private Result accept(
      ObjectNode body, @Nullable String idempotencyKey, UUID requestId, String apiKeyId) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return switch (NewCallReader.read(body, defaults, now)) {
      case NewCallReader.Reading.Wrong wrong -> new Result.Wrong(wrong.errors());
      case NewCallReader.Reading.Call reading -> {
        var command = reading.call().asCommand(requestId, apiKeyId, now);
        var kept = idempotencyKey == null ? null : body.toString();
        yield store(new Requests.New(command, Json.bytes(command), idempotencyKey, kept));
      }
    };
  }

  private Result store(Requests.New request) {
    var stored = transaction.execute(_ -> insertAndAppend(request));
    if (stored) {
      return new Result.Accepted(request.command());
    }
    // Its twin was first, and has committed: the insert waited for that.
    return requests
        .earlier(request.command().requestId(), String.valueOf(request.body()))
        .map(Placing::repeat)
        .orElseThrow();
  }

  private boolean insertAndAppend(Requests.New request) {
    if (!requests.insert(request)) {
      return false;
    }
    messages.place(request.command().requestId(), request.value());
    return true;
  }

  private static Result repeat(Requests.Earlier earlier) {
    return earlier.sameBody() ? new Result.Repeated(earlier.command()) : new Result.OtherBody();
  }
}
