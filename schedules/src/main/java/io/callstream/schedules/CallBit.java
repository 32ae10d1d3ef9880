package io.callstream.schedules;

/** What is said of a call, beside its state. */
enum CallBit {
  STATE,
  DUE,
  EXPIRED,
  CANCELLED
}
