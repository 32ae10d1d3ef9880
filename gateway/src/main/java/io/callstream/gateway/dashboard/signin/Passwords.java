package io.callstream.gateway.dashboard.signin;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a password of the dashboard may be. */
public final class Passwords {

  static final int MIN = 12;

  /** bcrypt reads no further. */
  static final int MAX_BYTES = 72;

  private Passwords() {}

  /** What is wrong with a password that somebody chooses; empty when nothing. */
  public static Optional<String> problem(String password) {
    if (password.codePointCount(0, password.length()) < MIN) {
      return Optional.of("must have at least " + MIN + " characters");
    }
    return fits(password)
        ? Optional.empty()
        : Optional.of("must not be longer than " + MAX_BYTES + " bytes");
  }

  /** Whether all of it counts. */
  static boolean fits(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }
}
