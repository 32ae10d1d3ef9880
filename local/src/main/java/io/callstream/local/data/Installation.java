package io.callstream.local.data;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name by which this installation knows its own calls at Retell (MECHANISMS.md A3): {@code
 * CALLSTREAM_INSTALLATION}, else one made once and kept in the data folder.
 */
public final class Installation {

  static final String FILE = "installation";
  private static final String VARIABLE = "CALLSTREAM_INSTALLATION";
  private static final int BYTES = 5;

  private Installation() {}

  /** The name for calls at Retell itself. */
  public static String of(Map<String, String> environment, DataDir dataDir) {
    @Nullable String given = environment.get(VARIABLE);
    return given != null && !given.isBlank()
        ? given
        : KeptOnce.in(dataDir.path().resolve(FILE), Installation::random);
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return "local-" + HexFormat.of().formatHex(bytes);
  }
}
