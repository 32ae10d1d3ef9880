package io.callstream.schedules;

/** What Retell has really done with a dial's create. */
enum Truth {
  /** It never saw the create. */
  NOTHING,
  /** The create is on its way to it. */
  ON_ITS_WAY,
  /** A call was made: a phone rings or somebody talks. */
  LIVE,
  /** A call was made and is over. */
  OVER,
  /** It said no, and there is no call. */
  NO_CALL
}
