package io.callstream.runtime.environment;

import java.net.URI;

/** The name by which an installation knows its own calls at Retell (MECHANISMS.md A3). */
public final class Installation {

  private static final String DEFAULT = "default";
  private static final URI RETELL = URI.create("https://api.retellai.com");

  private Installation() {}

  /**
   * Reads {@code CALLSTREAM_INSTALLATION}.
   *
   * @throws ImpossibleSetting for the default name at Retell's own address, where another
   *     installation may have it too
   */
  public static String of(Environment environment) {
    String name = environment.textOr("CALLSTREAM_INSTALLATION", DEFAULT);
    String host = environment.uri("RETELL_BASE_URL", RETELL).getHost();
    if (name.equals(DEFAULT) && host.equalsIgnoreCase(RETELL.getHost())) {
      throw new ImpossibleSetting(
          "CALLSTREAM_INSTALLATION",
          "must name this installation when RETELL_BASE_URL is Retell's");
    }
    return name;
  }
}
