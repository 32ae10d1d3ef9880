package io.callstream.gateway.web;

import org.springframework.http.HttpStatus;

/** What came of reading a request's body. */
public sealed interface Body {

  /** All of it, as it was sent. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy of 8 MiB would cost
  record Whole(byte[] bytes) implements Body {}

  /** Larger than is allowed; 413. */
  record TooLarge(int limitBytes) implements Body {}

  /** Sent with a Content-Encoding, which is never undone here; 415. */
  record Encoded() implements Body {}

  /** Not there in time; 408. */
  record TooSlow() implements Body {}

  /** The line broke, or its framing is wrong; 400, should anybody still listen. */
  record Broken() implements Body {}

  /** Too many bodies are being held already; 503. */
  record NoRoom() implements Body {}

  /** The answer to a body that could not be had. */
  static Problem problem(Body notWhole) {
    return switch (notWhole) {
      case TooLarge large ->
          Problem.of(
              HttpStatus.CONTENT_TOO_LARGE,
              "The body is larger than " + large.limitBytes() + " bytes");
      case Encoded _ ->
          Problem.of(
              HttpStatus.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as it is, without Content-Encoding");
      case TooSlow _ -> Problem.of(HttpStatus.REQUEST_TIMEOUT, "The body did not come in time");
      case Broken _ -> Problem.badRequest(FieldError.BODY, "The body broke off");
      case NoRoom _ -> Problem.unavailable("Too much is being received at the moment");
      case Whole _ -> throw new IllegalArgumentException("A whole body is no problem");
    };
  }
}
