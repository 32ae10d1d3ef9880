package io.callstream.dispatcher.rules;

import java.util.Locale;

/** What may be done with a call. */
public enum CallState {
  /** It may be dialled. */
  WAITING,
  /** It has a dial that is open. */
  IN_FLIGHT,
  /** It is never dialled again. */
  DONE;

  /** The name in columns. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a name in columns. */
  public static CallState of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
