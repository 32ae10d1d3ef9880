package io.callstream.local.data;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's admin key: {@code CALLSTREAM_ADMIN_KEY}, else one made once and kept in the data
 * folder, readable by its owner only.
 *
 * @param shellWord how a person names it in a command without showing it
 */
public record AdminKey(String value, String shellWord) {

  static final String FILE = "admin.key";
  private static final String VARIABLE = "CALLSTREAM_ADMIN_KEY";
  private static final int BYTES = 24;

  /** The key of this run. */
  public static AdminKey of(Map<String, String> environment, DataDir dataDir) {
    @Nullable String given = environment.get(VARIABLE);
    if (given != null && !given.isBlank()) {
      return new AdminKey(given, "$" + VARIABLE);
    }
    Path file = dataDir.path().resolve(FILE);
    return new AdminKey(KeptOnce.in(file, AdminKey::random), "$(cat " + file + ")");
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
