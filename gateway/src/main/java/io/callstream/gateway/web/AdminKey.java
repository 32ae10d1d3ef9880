package io.callstream.gateway.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The key of role admin ({@code CALLSTREAM_ADMIN_KEY}), kept and compared as a digest. */
public final class AdminKey {

  /** The id that rows and idempotency keys carry for who came with this key. */
  public static final String ID = "admin";

  private static final String SCHEME = "Bearer ";

  private final byte[] digest;

  /** Of the key as the environment has it. */
  public AdminKey(String key) {
    this.digest = sha256(key);
  }

  /**
   * Whether an {@code Authorization} header carries this key; takes as long for every wrong one.
   */
  boolean opens(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(digest, sha256(authorization.substring(SCHEME.length()).strip()));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
