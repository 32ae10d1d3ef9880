package io.callstream.projector.intake;

/** A record that is no signal; it goes to the dead letters. The message names no content. */
public final class UnreadableRecord extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnreadableRecord(String why) {
    super(why);
  }

  UnreadableRecord(String why, Throwable cause) {
    super(why, cause);
  }
}
