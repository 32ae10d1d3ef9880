package io.callstream.schedules;

/** What concerns every call; a number or 0 and 1. */
enum Flag {
  FAULTS,
  STOPPED,
  GUARD_SHUT,
  PACED,
  DIALS_MADE
}
