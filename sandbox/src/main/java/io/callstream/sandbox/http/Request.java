package io.callstream.sandbox.http;

import java.util.Map;
import java.util.Optional;

/**
 * A request that was read whole.
 *
 * @param path without the query, decoded
 * @param query the parameters of the query, decoded; the last of each name
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Optional<String> authorization,
    Body body) {

  /** The body; compared by identity. */
  public static final class Body {

    private final byte[] bytes;

    public Body(byte[] bytes) {
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes;
    }
  }
}
