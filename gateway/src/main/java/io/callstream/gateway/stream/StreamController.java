package io.callstream.gateway.stream;

import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Call events as they happen. */
@RestController
final class StreamController {

  private final Streams streams;

  StreamController(Streams streams) {
    this.streams = streams;
  }

  /**
   * Server-sent events: those after {@code Last-Event-ID}, without a gap, or from now on. {@code
   * gap} says that some are no longer kept: read the list again.
   */
  @GetMapping("/api/v1/calls/stream")
  @Nullable ResponseEntity<Object> stream(
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
      HttpServletResponse response)
      throws IOException {
    var from = last == null || last.isEmpty() ? null : Position.read(last);
    if (from == null && last != null && !last.isEmpty()) {
      return Problem.badRequest("Last-Event-ID", "Must be the id of an event").answer();
    }
    if (!streams.enter()) {
      return Problem.unavailable("Too many listen already, or the gateway is not ready").answer();
    }
    try (var tail = streams.tail(from)) {
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
      response.setCharacterEncoding("UTF-8");
      // A proxy that collects would make a stream of it no more.
      response.setHeader("X-Accel-Buffering", "no");
      streams.write(tail, response.getOutputStream());
      return null;
    } finally {
      streams.leave();
    }
  }
}
