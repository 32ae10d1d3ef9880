package io.callstream.schedules;

/** What a dispatcher has heard, or Retell is about to answer. */
enum Word {
  NONE,
  PLACED,
  REFUSED,
  THROTTLED,
  NOT_SENT,
  LOST
}
