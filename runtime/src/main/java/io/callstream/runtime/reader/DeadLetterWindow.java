package io.callstream.runtime.reader;

import java.util.BitSet;

/** The last 500 records of a partition: where more than 20 % are poison, we are (MECHANISMS F2). */
final class DeadLetterWindow {

  static final int SIZE = 500;
  static final int MOST_DEAD = SIZE / 5;

  private final BitSet dead = new BitSet(SIZE);
  private int place;

  /** Whether one more dead letter would be one too many. */
  boolean isFull() {
    return dead.cardinality() >= MOST_DEAD && !dead.get(place);
  }

  void add(boolean deadLetter) {
    dead.set(place, deadLetter);
    place = (place + 1) % SIZE;
  }
}
