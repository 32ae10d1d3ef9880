package io.callstream.bench.dispatcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Retell that does as little as it may: accepts every create and has room for all; notes when
 * each came, and how many were to a number that was called before. A process of its own, so that
 * its work is told apart.
 */
final class BareRetell {

  /** Answers with the moment of each create, in microseconds since 1970, a line each. */
  static final String ARRIVALS = "/bench/arrivals";

  /** Answers with how many creates were to a number that was called before. */
  static final String REPEATED = "/bench/repeated";

  static final String CREATE = "/v2/create-phone-call";

  private static final int CONNECTIONS_WAITING = 2_000;
  private static final int REQUEST_BYTES = 2_048;
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
  private static final Pattern NUMBER = Pattern.compile("\"to_number\":\"([^\"]+)\"");
  private static final String NONE = "{\"items\":[],\"has_more\":false}";
  private static final String ROOM =
      "{\"current_concurrency\":0,\"concurrency_limit\":1000000,\"reserved_inbound_concurrency\":0}";

  private final Set<String> called = ConcurrentHashMap.newKeySet();
  private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final AtomicLong repeated = new AtomicLong();

  private BareRetell() {}

  /** On the port that is its argument. */
  public static void main(String[] arguments) throws IOException {
    var retell = new BareRetell();
    int port = Integer.parseInt(arguments[0]);
    try (var server =
        new ServerSocket(port, CONNECTIONS_WAITING, InetAddress.getLoopbackAddress())) {
      while (true) {
        var socket = server.accept();
        Thread.startVirtualThread(() -> retell.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), REQUEST_BYTES);
      var head = head(in);
      if (!head.isEmpty()) {
        var length = LENGTH.matcher(head);
        var body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        socket.getOutputStream().write(answer(head.split(" ", 3)[1], body));
      }
    } catch (IOException e) {
      // The other side has hung up: a connection that was opened and not needed.
    }
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

  private byte[] answer(String target, byte[] body) {
    return switch (target.split("\\?", 2)[0]) {
      case CREATE -> whole("201 Created", created(new String(body, StandardCharsets.UTF_8)));
      case "/get-concurrency" -> whole("200 OK", ROOM);
      case "/v2/list-phone-numbers", "/v3/list-calls" -> whole("200 OK", NONE);
      case ARRIVALS -> whole("200 OK", lines());
      case REPEATED -> whole("200 OK", String.valueOf(repeated));
      default -> whole("404 Not Found", "{\"status\":\"error\",\"message\":\"not here\"}");
    };
  }

  private static byte[] whole(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String created(String body) {
    arrivals.add(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    var number = NUMBER.matcher(body);
    if (!number.find() || !called.add(number.group(1))) {
      repeated.incrementAndGet();
    }
    return "{\"call_id\":\"call_%s\",\"call_type\":\"phone_call\",\"call_status\":\"registered\"}"
        .formatted(UUID.randomUUID());
  }

  private String lines() {
    return arrivals.stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }
}
