package io.callstream.runtime.reader;

/** The stored offset is not the one this owner has read: its effects must not stay. */
final class StaleOffset extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleOffset() {
    super("another owner has moved the offset");
  }
}
