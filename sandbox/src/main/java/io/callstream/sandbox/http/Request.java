package io.callstream.sandbox.http;

import java.util.Optional;

/**
 * A request that was read.
 *
 * @param path without the query, decoded
 * @param query as it was sent; empty without one
 * @param body empty when it was too large to be read whole
 */
public record Request(
    String method, String path, String query, Optional<String> authorization, Optional<Body> body) {

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
