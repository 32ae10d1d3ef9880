package io.callstream.retell.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Retell's webhook signature: {@code v=<epoch ms>,d=<hex HMAC-SHA256 of body and v>}, keyed with an
 * API key (Retell docs). Pure; the same class signs for the sandbox.
 */
public final class WebhookSignature {

  /** Names of HTTP headers are case-insensitive. */
  public static final String HEADER = "x-retell-signature";

  /** Older or newer than this is refused; exactly this still passes. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Thirteen digits reach from 2001 to 2286; lower case only, as Retell sends it. */
  private static final Pattern GRAMMAR = Pattern.compile("v=([1-9][0-9]{12}),d=([0-9a-f]{64})");

  private WebhookSignature() {}

  /** What a check found; everything but {@link #VALID} is refused. */
  public enum Verdict {
    VALID,
    /** No signature header. */
    MISSING,
    /** More than one signature header. */
    REPEATED,
    /** The header is not exactly of Retell's form. */
    MALFORMED,
    /** Signed too long ago. */
    TOO_OLD,
    /** Signed too far ahead of our clock. */
    IN_THE_FUTURE,
    /** No configured key made this signature over these bytes. */
    MISMATCH;

    /** Whether the webhook may be taken. */
    public boolean valid() {
      return this == VALID;
    }
  }

  /**
   * Checks form, then age, then the signature itself.
   *
   * @param body the raw bytes as received
   * @param headerValues every value of {@link #HEADER} that the request carried
   * @param keys the keys of which any may have signed
   * @throws IllegalArgumentException without a key, or with an empty one
   */
  public static Verdict verify(
      byte[] body, List<String> headerValues, List<String> keys, Instant now) {
    if (keys.isEmpty() || keys.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("A signature needs at least one key, none of them empty");
    }
    if (headerValues.size() != 1) {
      return headerValues.isEmpty() ? Verdict.MISSING : Verdict.REPEATED;
    }
    var parts = GRAMMAR.matcher(headerValues.getFirst());
    if (!parts.matches()) {
      return Verdict.MALFORMED;
    }
    long age = now.toEpochMilli() - Long.parseLong(parts.group(1));
    if (age > TOLERANCE.toMillis()) {
      return Verdict.TOO_OLD;
    }
    if (age < -TOLERANCE.toMillis()) {
      return Verdict.IN_THE_FUTURE;
    }
    return signedByAny(body, parts.group(1), HexFormat.of().parseHex(parts.group(2)), keys);
  }

  /** The header value for these bytes, signed with the key at that moment. */
  public static String sign(byte[] body, String key, Instant at) {
    var millis = Long.toString(at.toEpochMilli());
    return "v=" + millis + ",d=" + HexFormat.of().formatHex(digest(body, millis, key));
  }

  private static Verdict signedByAny(
      byte[] body, String millis, byte[] claimed, List<String> keys) {
    boolean matched = false;
    for (var key : keys) {
      // Every key is tried and compared in constant time: which one signed must not show.
      matched |= MessageDigest.isEqual(digest(body, millis, key), claimed);
    }
    return matched ? Verdict.VALID : Verdict.MISMATCH;
  }

  private static byte[] digest(byte[] body, String millis, String key) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(body);
      return mac.doFinal(millis.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
