package io.callstream.retell.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook belongs, for who passes its body on as it came: read in one pass, without a tree.
 *
 * @param event as {@link WebhookEvent.OfCall} has it
 * @param callId Retell's id of the call
 * @param ownCallId our id of it; null when the call is foreign
 */
public record WebhookEnvelope(String event, String callId, @Nullable UUID ownCallId) {

  /** Nothing in a body of this length can be over the limits of text in it. */
  private static final int BODY_MAX = 8 * 1024 * 1024;

  /** So many bytes a parser looks at to guess an encoding. */
  private static final int GUESSED_BY = 4;

  private static final char REPLACEMENT = '\uFFFD';

  /**
   * What a glance at a body tells; empty when it takes a closer look, by {@link
   * WebhookEvent#parse}, since the body is unreadable, of no call, or has what is rare. Never tells
   * what the closer look would not. Never throws.
   *
   * @param installation whose calls are ours
   */
  public static Optional<WebhookEnvelope> glance(byte[] body, String installation) {
    return isPlainUtf8(body) ? EnvelopeReader.read(body, installation) : Optional.empty();
  }

  /** Whether it is well-formed, and no parser could take it for another encoding. */
  private static boolean isPlainUtf8(byte[] body) {
    if (body.length < GUESSED_BY || body.length > BODY_MAX) {
      return false;
    }
    for (int i = 0; i < GUESSED_BY; i++) {
      if (body[i] <= 0) {
        return false;
      }
    }
    return new String(body, StandardCharsets.UTF_8).indexOf(REPLACEMENT) < 0;
  }
}
