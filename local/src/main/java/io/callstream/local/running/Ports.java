package io.callstream.local.running;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ports of one run, all on 127.0.0.1.
 *
 * @param management first of three: gateway, dispatcher, projector
 */
public record Ports(int kafka, int postgres, int gateway, int sandbox, int management) {

  private static final int LAST = 65_535;

  public URI gatewayUri() {
    return local(gateway);
  }

  public URI sandboxUri() {
    return local(sandbox);
  }

  int gatewayManagement() {
    return management;
  }

  int dispatcherManagement() {
    return management + 1;
  }

  int projectorManagement() {
    return management + 2;
  }

  static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Says which port cannot be, is taken, or named twice, and how to choose another, before anything
   * starts.
   *
   * @throws CannotStart naming port and flag
   */
  public void requireFree(boolean withSandbox) {
    Map<Integer, String> flags = new LinkedHashMap<>();
    claim(flags, kafka, "--kafka-port");
    claim(flags, postgres, "--postgres-port");
    claim(flags, gateway, "--gateway-port");
    if (withSandbox) {
      claim(flags, sandbox, "--sandbox-port");
    }
    claim(flags, gatewayManagement(), "--management-port");
    claim(flags, dispatcherManagement(), "--management-port");
    claim(flags, projectorManagement(), "--management-port");
  }

  private static void claim(Map<Integer, String> flags, int port, String flag) {
    if (port < 1 || port > LAST) {
      throw new CannotStart(
          "port %d is not between 1 and %d: choose another with %s".formatted(port, LAST, flag));
    }
    @Nullable String other = flags.put(port, flag);
    if (other != null) {
      throw new CannotStart(
          "port %d is asked for twice: choose another with %s or %s".formatted(port, other, flag));
    }
    if (!isFree(port)) {
      throw new CannotStart(
          "port %d is taken by another program: choose another with %s".formatted(port, flag));
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
