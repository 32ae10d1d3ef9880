package io.callstream.bench.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is sent: whole HTTP requests, each another. Asked by many threads at once. */
@FunctionalInterface
interface Requests {

  /** The next one. */
  byte[] next();

  /**
   * A POST of JSON.
   *
   * @param header one more of the request, with its name
   */
  static byte[] post(String path, String header, byte[] body) {
    var head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + header
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    var request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }
}
