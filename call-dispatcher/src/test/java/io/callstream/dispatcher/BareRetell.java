package io.callstream.dispatcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A Retell that does as little as it may: accepts every create, has room for all, and prints each
 * number that is called a second time. A process of its own, so that its work is told apart.
 */
final class BareRetell {

  private static final int BACKLOG = 2_000;
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
  private static final Pattern NUMBER = Pattern.compile("\"to_number\":\"([^\"]+)\"");

  private static final Set<String> CALLED = ConcurrentHashMap.newKeySet();

  private BareRetell() {}

  /** On the port that is its argument. */
  public static void main(String[] arguments) throws IOException {
    try (var server =
        new ServerSocket(
            Integer.parseInt(arguments[0]), BACKLOG, InetAddress.getLoopbackAddress())) {
      while (true) {
        var socket = server.accept();
        Thread.startVirtualThread(() -> serve(socket));
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), 2_048);
      var head = head(in);
      if (head.isEmpty()) {
        return;
      }
      var length = LENGTH.matcher(head);
      var body =
          new String(
              in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0),
              StandardCharsets.UTF_8);
      var answer = head.startsWith("POST") ? created(body) : CONCURRENCY;
      var whole =
          "HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(
                  head.startsWith("POST") ? "201 Created" : "200 OK", answer.length(), answer);
      socket.getOutputStream().write(whole.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The other side has hung up: a connection that was opened and not needed.
    }
  }

  private static final String CONCURRENCY =
      "{\"current_concurrency\":0,\"concurrency_limit\":100000,\"reserved_inbound_concurrency\":0}";

  private static String created(String body) {
    var number = NUMBER.matcher(body);
    if (!number.find() || !CALLED.add(number.group(1))) {
      System.out.println(body);
    }
    return "{\"call_id\":\"call_%s\",\"call_type\":\"phone_call\",\"call_status\":\"registered\"}"
        .formatted(java.util.UUID.randomUUID());
  }

  /** Up to the empty line; empty when none comes. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      head.append((char) c);
      if (c == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
        return head.toString();
      }
    }
    return "";
  }
}
