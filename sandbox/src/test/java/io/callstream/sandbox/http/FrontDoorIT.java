package io.callstream.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrontDoorIT {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  @Test
  void cutAnswersLeaveRoomForOthersHoweverManyThereWere() throws IOException {
    try (var door =
        FrontDoor.open(
            0, request -> request.path().equals("/cut") ? new Reply.Cut() : new Reply.Empty(204))) {
      for (int n = 0; n < FrontDoor.CONNECTIONS_MAX; n++) {
        assertThat(answer(door, "/cut")).isEmpty();
      }

      assertThat(answer(door, "/")).startsWith("HTTP/1.1 204");
    }
  }

  /** All that comes until the connection is closed. */
  private static String answer(FrontDoor door, String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
      var request = "GET %s HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n".formatted(path);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
