package io.callstream.runtime.reader;

/** No record will pass until somebody has put something right. */
final class Halted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Halted(Throwable cause) {
    super(FailureText.kinds(cause), cause);
  }
}
