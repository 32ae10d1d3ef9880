package io.callstream.stack;

import java.io.Serial;

/**
 * Something could not be started for a reason that its owner can mend: a port taken, no room, a
 * data folder of another version. The message is one line that names it; a command prints it and
 * ends with {@link #EXIT_CODE}.
 */
public final class CannotStart extends RuntimeException {

  /** How a process ends that could not start (CONTRACT.md, Launcher). */
  public static final int EXIT_CODE = 2;

  @Serial private static final long serialVersionUID = 1L;

  public CannotStart(String message) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  public CannotStart(String message, Throwable cause) {
    this(message);
    initCause(cause);
  }
}
