package io.callstream.runtime.reader;

import java.util.BitSet;
import java.util.List;

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

  /** Whether these may come, in this order, without one too many. */
  boolean takes(List<Boolean> deadLetters) {
    var trial = new DeadLetterWindow();
    trial.dead.or(dead);
    trial.place = place;
    for (boolean deadLetter : deadLetters) {
      if (deadLetter && trial.isFull()) {
        return false;
      }
      trial.add(deadLetter);
    }
    return true;
  }

  void add(boolean deadLetter) {
    dead.set(place, deadLetter);
    place = (place + 1) % SIZE;
  }
}
