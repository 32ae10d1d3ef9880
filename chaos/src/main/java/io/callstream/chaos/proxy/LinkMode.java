package io.callstream.chaos.proxy;

import java.time.Duration;

/** What a link does with connections and bytes. */
public sealed interface LinkMode {

  /** Passes everything on. */
  record Pass() implements LinkMode {}

  /** Nobody listens; open connections are reset. */
  record Refuse() implements LinkMode {}

  /**
   * Connections are accepted and nothing moves, in either direction, until the mode ends.
   *
   * @param on only on connections whose requests begin so; empty for all
   */
  record Hang(String on) implements LinkMode {
    public Hang() {
      this("");
    }
  }

  /**
   * What the client says is delivered; what the server answers is lost, and the link then cut.
   *
   * @param to how the requests begin whose answers are lost; empty for all
   */
  record DropAnswer(String to) implements LinkMode {}

  /**
   * Each connection is cut once the client has sent that many bytes under this mode.
   *
   * @param bytes are still delivered, the next ones are not
   */
  record CutAfter(int bytes) implements LinkMode {}

  /** Every connection is reset at its next byte. */
  record Reset() implements LinkMode {}

  /**
   * Bytes trickle.
   *
   * @param bytes so many in each direction, every {@link TcpProxy#DRIP_INTERVAL}
   */
  record Drip(int bytes) implements LinkMode {}

  /**
   * Each piece is held back.
   *
   * @param delay in each direction
   */
  record Latency(Duration delay) implements LinkMode {}
}
