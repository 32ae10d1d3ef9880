package io.callstream.retell.ending;

/** Whether a machine may call again after a reason (Retell facts, 7.4). */
public enum RetryClass {
  /** Later, a limited number of times: the person was not reached. */
  LATER,
  /** Soon, with backoff: the trouble was the provider's. */
  SOON,
  /** Never by a machine. */
  NEVER,
  /** Never, and no other call either until a person has looked. */
  STOP_THE_LINE
}
