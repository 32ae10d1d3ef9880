package io.callstream.runtime.startup;

/**
 * The service must not run against what it found, and waiting will not change that. The message is
 * the one line for stderr.
 */
public final class RefusedStart extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RefusedStart(String line) {
    super(line);
  }

  public RefusedStart(String line, Throwable cause) {
    super(line, cause);
  }
}
