package io.callstream.sandbox.http;

import io.callstream.contracts.Json;
import java.nio.file.Path;
import java.time.Duration;

/** What a request is answered with. */
public sealed interface Reply {

  /** A JSON body. */
  record JsonReply(int status, Object body) implements Reply {}

  /** No body. */
  record Empty(int status) implements Reply {}

  /** The first {@code length} bytes of a file of JSON lines. */
  record Lines(Path file, long length) implements Reply {}

  /** No answer: the connection is cut. */
  record Cut() implements Reply {}

  /** An answer that comes after that much real time. */
  record Slow(Reply reply, Duration delay) implements Reply {}

  /** The body of Retell's errors; the status is always {@code error}. */
  record ErrorBody(String status, String message) {}

  /** An error as Retell words it. */
  static Reply error(int status, String message) {
    return new JsonReply(status, new ErrorBody("error", message));
  }

  /** The bytes of a body. */
  static byte[] bytes(JsonReply reply) {
    return Json.bytes(reply.body());
  }
}
