package io.callstream.gateway.request;

/** What a request needs that may not have arrived (MECHANISMS.md C7). */
enum NextStep {
  /** It is over; never look again. */
  CLOSE,
  /** It is where it should be, or nothing more can be done; look again later. */
  WAIT,
  /** Send its messages again. */
  SEND_AGAIN,
  /** Sent as often as allowed: a person must look, and a dispatcher without it shall end it. */
  GIVE_UP;

  /** How often a request is sent again. */
  static final int REPEATS = 10;

  /**
   * Decides.
   *
   * @param arrived whether both dispatcher and projector have a row of it
   */
  static NextStep of(Open request, boolean ended, boolean arrived) {
    if (ended) {
      return CLOSE;
    }
    // A withdrawn request that is known and has not ended is one whose withdrawal was not heard.
    boolean unheard = !arrived || request.withdrawal() != null;
    if (request.givenUp() || !unheard) {
      return WAIT;
    }
    return request.appends() > REPEATS ? GIVE_UP : SEND_AGAIN;
  }
}
