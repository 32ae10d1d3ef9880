package io.callstream.projector.rebuild;

/** A rebuild cannot go on; the message tells a person why. */
public final class CannotRebuild extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotRebuild(String why) {
    super(why);
  }
}
