package io.callstream.local.demo;

import java.io.Serial;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The demo cannot go on; the message says why. */
public final class DemoFailed extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  DemoFailed(String message) {
    super(message);
  }

  DemoFailed(String message, HttpResponse<byte[]> answer) {
    this(
        "%s: %d %s"
            .formatted(
                message, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8)));
  }
}
