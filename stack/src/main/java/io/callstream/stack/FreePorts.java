package io.callstream.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
public final class FreePorts {

  /** Below the ports that systems hand out for outgoing connections, which come and go unasked. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;
  private static final int PORT_MAX = 65_535;
  private static final int ATTEMPTS_MAX = 1_000;

  private FreePorts() {}

  /** A port that nobody listens on now. Nothing reserves it: start what needs it soon. */
  public static int find() {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
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
}
