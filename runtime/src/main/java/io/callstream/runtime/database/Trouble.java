package io.callstream.runtime.database;

/** What a failure means for the work that met it (MECHANISMS.md F2). */
public enum Trouble {
  /** The surroundings are unwell: the same work will pass later. Repeat, never give up on it. */
  TRANSIENT,
  /** We are set up wrongly or broken: repeating does not help and no work passes. Stop, alarm. */
  SYSTEMIC,
  /** The work itself cannot be done; its neighbours can. */
  POISON
}
