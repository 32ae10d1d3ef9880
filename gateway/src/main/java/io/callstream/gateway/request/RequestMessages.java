package io.callstream.gateway.request;

import io.callstream.contracts.CallCommand.RequestUndeliverable;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.Topics;
import io.callstream.outbox.Outbox;
import io.callstream.outbox.OutboxMessage;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Sends what {@code call-requests} is to carry. Each method wants the request's row inserted or
 * locked by the same transaction, so that the ids of a key's messages rise in the order of commits
 * (MECHANISMS.md E5). What is said twice is said in the same bytes, under the same id.
 */
@Component
public final class RequestMessages {

  private final Outbox outbox;

  RequestMessages(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Sends the wish for a call. */
  public void place(UUID requestId, byte[] command) {
    append("place_call", requestId, command);
  }

  /** Sends many wishes at once. */
  public void placeAll(List<Requests.New> requests) {
    outbox.append(
        requests.stream()
            .map(r -> message("place_call", r.command().requestId(), r.value()))
            .toList());
  }

  /** Sends that a request was withdrawn before any dial. */
  public void withdraw(UUID requestId, byte[] withdrawal) {
    append("request_cancelled", requestId, withdrawal);
  }

  void giveUp(RequestUndeliverable undeliverable) {
    append("request_undeliverable", undeliverable.requestId(), Json.bytes(undeliverable));
  }

  private void append(String what, UUID requestId, byte[] value) {
    outbox.append(List.of(message(what, requestId, value)));
  }

  private static OutboxMessage message(String what, UUID requestId, byte[] value) {
    return new OutboxMessage(
        NameBasedIds.messageId(what, requestId), Topics.CALL_REQUESTS, requestId.toString(), value);
  }
}
