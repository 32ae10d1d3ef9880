package io.callstream.gateway.webcall;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How web calls are made, and who may make them without a key.
 *
 * @param version of Retell's create-web-call, {@code v2} or {@code v3} ({@code
 *     RETELL_WEB_CALL_VERSION})
 * @param origins whose pages may, as browsers name them; {@code *} for all ({@code
 *     WEB_CALL_ORIGINS})
 * @param agents whom they may talk to ({@code WEB_CALL_AGENTS})
 * @param publicBaseUrl where browsers find this gateway
 * @param installation the name that makes a call ours (MECHANISMS.md A3)
 */
public record WebCallSettings(
    String version,
    List<String> origins,
    List<String> agents,
    URI publicBaseUrl,
    String installation) {

  private static final String ANY = "*";

  /** Whether pages of this origin may make web calls. */
  boolean allows(String origin) {
    return origins.contains(ANY) || origins.contains(origin);
  }

  /**
   * How an allowed page is written down. Where all are allowed its origin is a stranger's text and
   * is not.
   */
  Optional<String> page(String origin) {
    return origins.contains(origin)
        ? Optional.of(origin)
        : Optional.of(ANY).filter(origins::contains);
  }
}
