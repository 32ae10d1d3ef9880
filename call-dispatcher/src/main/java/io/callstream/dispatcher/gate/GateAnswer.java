package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.rules.Hold;
import java.util.List;

/** What came of a gate. */
sealed interface GateAnswer {

  /**
   * Dials were committed; their requests are to be sent now.
   *
   * @param tickets one or more, of the first of the ids that were offered
   */
  record Taken(List<Ticket> tickets) implements GateAnswer {}

  /** Nothing may be dialled at all. */
  record Closed(Hold hold) implements GateAnswer {}

  /**
   * No call passed.
   *
   * @param looked how many were looked at and got a reason
   */
  record Nothing(int looked) implements GateAnswer {}
}
