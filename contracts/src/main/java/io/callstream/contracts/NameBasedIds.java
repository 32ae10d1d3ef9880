package io.callstream.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Ids that are made from natural keys, so that a repeat makes the same id (MECHANISMS.md A1):
 * version 5 UUIDs (RFC 9562, 5.5) under one namespace, the parts joined by a character none of them
 * holds.
 */
public final class NameBasedIds {

  private static final UUID NAMESPACE = UUID.fromString("6d0b3f52-5f0c-5d0e-9b57-1c0f3a4e8d21");
  private static final char SEPARATOR = '\u0000';

  private NameBasedIds() {}

  /** The request of an {@code Idempotency-Key} sent with an API key. */
  public static UUID requestId(String apiKeyId, String idempotencyKey) {
    return of("request", apiKeyId, idempotencyKey);
  }

  /** The campaign of a batch that came with an {@code Idempotency-Key}. */
  public static UUID batchId(String apiKeyId, String idempotencyKey) {
    return of("batch", apiKeyId, idempotencyKey);
  }

  /** The campaign of an {@code Idempotency-Key} sent with an API key. */
  public static UUID campaignId(String apiKeyId, String idempotencyKey) {
    return of("campaign", apiKeyId, idempotencyKey);
  }

  /** The request of a campaign's recipient; the key is the recipient's number. */
  public static UUID recipientRequestId(UUID campaignId, String recipientKey) {
    return of("recipient", campaignId.toString(), recipientKey);
  }

  /** The call of a request's attempt, counted from 1; attempt 1 has the request's own id. */
  public static UUID callId(UUID requestId, int attempt) {
    return attempt == 1 ? requestId : of("call", requestId.toString(), Integer.toString(attempt));
  }

  /** The row of a call that did not come from us, or of a second Retell call for one of ours. */
  public static UUID foreignCallId(String retellCallId) {
    return of("retell", retellCallId);
  }

  /** The event of a fact; {@code digest} is lower-case hex. */
  public static UUID eventId(UUID callId, String fact, String digest) {
    return of("event", callId.toString(), fact, digest);
  }

  /** The id of a message that says {@code what} of a subject, once. */
  public static UUID messageId(String what, UUID subject) {
    return of("message", what, subject.toString());
  }

  private static UUID of(String... parts) {
    var sha1 = sha1();
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array());
    var hash =
        ByteBuffer.wrap(
            sha1.digest(
                String.join(String.valueOf(SEPARATOR), parts).getBytes(StandardCharsets.UTF_8)));
    long high = hash.getLong();
    long low = hash.getLong();
    return new UUID(
        (high & 0xFFFFFFFFFFFF0FFFL) | 0x5000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-1", e);
    }
  }
}
