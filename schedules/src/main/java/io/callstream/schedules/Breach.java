package io.callstream.schedules;

/** A promise is broken. */
final class Breach extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Breach(String promise) {
    super(promise, null, false, false);
  }
}
