package io.callstream.dispatcher.rules;

import java.util.Locale;

/** Where a dial stands (DESIGN.md, "Dispatcher: the dial ledger"). */
public enum DialState {
  /** The gate let it through; its request may be on the wire. */
  DIALLING,
  /** Retell has made the call. */
  PLACED,
  /** Definite: Retell refused and nobody rang. */
  REJECTED,
  /** Definite: no byte left us. */
  NOT_SENT,
  /** It may have been placed or not; Retell is being asked. */
  UNKNOWN,
  /** Nothing more was learned in time; counts as rung. */
  ABANDONED,
  /** The call is over. */
  ENDED;

  /** Whether it takes a slot and keeps its number and call from being dialled. */
  public boolean open() {
    return this == DIALLING || this == PLACED || this == UNKNOWN;
  }

  /** Whether somebody's phone may have rung. */
  public boolean mayHaveRung() {
    return this != REJECTED && this != NOT_SENT;
  }

  /** The name in columns. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a name in columns. */
  public static DialState of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
