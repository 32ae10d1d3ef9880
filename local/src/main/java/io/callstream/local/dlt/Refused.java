package io.callstream.local.dlt;

/** The gateway did not do it; the message says why, the exit code whether it was asked at all. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The gateway said no. */
  static final int NO = 1;

  /** It could not be asked. */
  static final int NOT_ASKED = 2;

  private final int exitCode;

  Refused(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
