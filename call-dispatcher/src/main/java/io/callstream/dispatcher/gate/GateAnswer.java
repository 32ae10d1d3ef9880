package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.rules.Hold;

/** What came of a gate. */
sealed interface GateAnswer {

  /** A dial was committed; its request is to be sent now. */
  record Taken(Ticket ticket) implements GateAnswer {}

  /** Nothing may be dialled at all. */
  record Closed(Hold hold) implements GateAnswer {}

  /**
   * No call passed.
   *
   * @param looked how many were looked at and got a reason
   */
  record Nothing(int looked) implements GateAnswer {}
}
