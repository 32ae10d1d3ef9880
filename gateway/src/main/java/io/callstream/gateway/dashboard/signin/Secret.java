package io.callstream.gateway.dashboard.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** 256 random bits that somebody carries, of which we keep the digest alone. */
record Secret(String text) {

  private static final int BYTES = 32;

  /** A new one. */
  static Secret random(SecureRandom randomness) {
    var bytes = new byte[BYTES];
    randomness.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What is kept of it. */
  byte[] digest() {
    return sha256(text);
  }

  /** A token that only who knows the secret can have been given; it does not tell the secret. */
  String csrfToken() {
    return HexFormat.of().formatHex(sha256("csrf:" + text));
  }

  /** Whether two texts are the same; takes as long for every wrong one. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
