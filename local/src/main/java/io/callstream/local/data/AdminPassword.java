package io.callstream.local.data;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The password of the dashboard's first user: {@code CALLSTREAM_ADMIN_PASSWORD}, else one made once
 * and kept in the data folder, readable by its owner only.
 */
public record AdminPassword(String value) {

  /** The setting that carries it. */
  public static final String VARIABLE = "CALLSTREAM_ADMIN_PASSWORD";

  static final String FILE = "admin.password";
  private static final int BYTES = 15;

  /** The password of this run. */
  public static AdminPassword of(Map<String, String> environment, DataDir dataDir) {
    @Nullable String given = environment.get(VARIABLE);
    return new AdminPassword(
        given != null && !given.isBlank()
            ? given
            : KeptOnce.in(dataDir.path().resolve(FILE), AdminPassword::random));
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
