package io.callstream.schedules;

import java.util.Locale;

/**
 * One thing that happens.
 *
 * @param who the dispatcher, dial or call it happens to
 * @param word what Retell says, where it says something
 */
record Step(Kind kind, int who, Word word) {

  /** What can happen. */
  enum Kind {
    /** A lane sees a call that is due and opens a connection. */
    CONNECT,
    /** The gate's transaction. */
    GATE,
    /** The gate's transaction, of which the lane does not learn whether it was committed. */
    GATE_IN_DOUBT(true),
    /** The first byte leaves. */
    WRITE,
    /** Retell takes the create in. */
    ARRIVE,
    /** Retell says 429 to a create of which a call comes all the same. */
    ARRIVE_AND_RING_BEHIND_A_429(true),
    /** The sender gets Retell's answer. */
    HEAR,
    /** Retell's answer is lost on the way. */
    LOSE_THE_ANSWER(true),
    /** The sender writes down what it knows. */
    RECORD,
    /** A dispatcher is killed. */
    KILL(true),
    /** It starts again. */
    START,
    /** A dispatcher is frozen, past its leases and deadlines. */
    FREEZE(true),
    WAKE,
    /** Others see that a lease has lapsed. */
    LAPSE,
    /** A webhook, or an item of Retell's list, with our ids. */
    SEE,
    /** The call ends at Retell. */
    END,
    /** Its end is known. */
    SEE_THE_END,
    /** After the time for it, and with nothing on Retell's list. */
    GIVE_UP,
    /** The same, though Retell has the call and does not list it. */
    GIVE_UP_BLINDLY(true),
    /** Retell's list has no call of a throttled dial. */
    CLEAR,
    /** Ring time and longest call are over. */
    REOPEN_THE_NUMBER,
    /** The rate's next moment. */
    TICK,
    WITHDRAW,
    STOP_ALL,
    SHUT_THE_GUARD,
    FALL_DUE,
    EXPIRE;

    private final boolean fault;

    Kind() {
      this(false);
    }

    Kind(boolean fault) {
      this.fault = fault;
    }

    boolean isFault() {
      return fault;
    }
  }

  static Step of(Kind kind, int who) {
    return new Step(kind, who, Word.NONE);
  }

  /** As a line of a schedule that is shown. */
  @Override
  public String toString() {
    var name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    var says = word == Word.NONE ? "" : " " + word.name().toLowerCase(Locale.ROOT);
    return name + " " + who + says;
  }
}
