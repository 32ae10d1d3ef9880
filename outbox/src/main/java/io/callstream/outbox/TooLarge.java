package io.callstream.outbox;

/** A message that the outbox refuses; its writer's transaction must not commit. */
public final class TooLarge extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooLarge(OutboxMessage message) {
    super(
        "message %s for %s has %d bytes; the outbox takes %d"
            .formatted(
                message.id(), message.topic(), message.value().length, Outbox.MAX_VALUE_BYTES));
  }
}
