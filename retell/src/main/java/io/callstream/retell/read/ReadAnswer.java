package io.callstream.retell.read;

/**
 * What came of asking Retell.
 *
 * @param <T> what was asked for
 */
public sealed interface ReadAnswer<T> {

  /** Retell's answer. */
  record Found<T>(T value) implements ReadAnswer<T> {}

  /** There is no such call (404, or 422 which Retell uses alike). Only where one call is named. */
  record NotFound<T>(String message) implements ReadAnswer<T> {}

  /** Retell refuses the question: it will not do better when repeated. */
  record Refused<T>(int httpStatus, String message) implements ReadAnswer<T> {}

  /** No answer, a broken one, or one that says to come again (408, 429, 5xx). */
  record Unavailable<T>(String cause) implements ReadAnswer<T> {}
}
