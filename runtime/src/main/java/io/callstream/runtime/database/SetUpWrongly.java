package io.callstream.runtime.database;

/** This process must not do this work: {@link Trouble#SYSTEMIC}; the message tells a person why. */
public final class SetUpWrongly extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SetUpWrongly(String why) {
    super(why);
  }
}
