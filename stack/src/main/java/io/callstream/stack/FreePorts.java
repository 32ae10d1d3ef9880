package io.callstream.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1. */
public final class FreePorts {

  private static final int PORT_MAX = 65_535;

  private FreePorts() {}

  /**
   * A port that nobody listens on now, and that this does not give to anybody else for a while:
   * what is killed finds it free when it starts again.
   */
  public static int find() {
    return Ours.BLOCK
        .next(FreePorts::isFree)
        .orElseThrow(() -> new IllegalStateException("no free port in " + Ours.BLOCK));
  }

  static void requireFree(String what, int port) {
    if (port < 1 || port > PORT_MAX) {
      throw new CannotStart(
          "port %d, meant for %s, is not between 1 and %d".formatted(port, what, PORT_MAX));
    }
    if (!isFree(port)) {
      throw new CannotStart(
          "port %d, meant for %s, is taken by another program".formatted(port, what));
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Taken when it is first needed. */
  private static final class Ours {
    static final PortBlock BLOCK = PortBlock.take();
  }
}
