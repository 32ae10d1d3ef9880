package io.callstream.schedules;

/** Where a dispatcher stands with its one dial. */
enum Place {
  IDLE,
  /** A call is due and a connection is open; the gate comes next. */
  CONNECTED,
  /** Through the gate; the first byte comes next. */
  THROUGH,
  /** The create has left; the answer comes next. */
  SENT,
  /** Something is known and is written down next. */
  HEARD,
  /** Whether the gate committed is not known. */
  IN_DOUBT,
  DEAD
}
