package io.callstream.bench;

import io.callstream.contracts.Json;
import io.callstream.retell.webhook.WebhookSignature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;

/** One connection that sends signed webhooks, one after the other; cheap on purpose. */
final class WebhookClient implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String key;
  private final InstantSource clock;

  WebhookClient(int port, String key, InstantSource clock) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.key = key;
    this.clock = clock;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream(), 4096);
    out = socket.getOutputStream();
  }

  /** A webhook of an ended call of about that many bytes. */
  static byte[] body(String callId, int bytes) {
    String line = "Agent: Good day.\nUser: Good day to you, who is it?\n";
    String transcript = line.repeat(Math.max(1, (bytes - 450) / (line.length() + 2)));
    return Json.bytes(
        Map.of(
            "event",
            "call_ended",
            "call",
            Map.ofEntries(
                Map.entry("call_id", callId),
                Map.entry("call_type", "phone_call"),
                Map.entry("direction", "inbound"),
                Map.entry("agent_id", "agent_bench"),
                Map.entry("from_number", "+12125550100"),
                Map.entry("to_number", "+12125550123"),
                Map.entry("call_status", "ended"),
                Map.entry("start_timestamp", 1_772_359_200_000L),
                Map.entry("end_timestamp", 1_772_359_290_000L),
                Map.entry("duration_ms", 90_000),
                Map.entry("disconnection_reason", "user_hangup"),
                Map.entry("transcript", transcript))));
  }

  /** Sends one and waits for the answer; its status. */
  int send(byte[] body) throws IOException {
    String head =
        "POST /api/webhooks/retell HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            + WebhookSignature.HEADER
            + ": "
            + WebhookSignature.sign(body, key, clock.instant())
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
    out.write(request);
    return answer();
  }

  private int answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      chunked |= lower.startsWith("transfer-encoding: chunked");
    }
    in.skipNBytes(length);
    while (chunked) {
      int size = Integer.parseInt(line(), 16);
      in.skipNBytes(size + 2L);
      chunked = size > 0;
    }
    return status;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
