package io.callstream.schedules;

import java.util.Arrays;

/**
 * The worlds that were seen, by 64 bits of each, with the way to them. Two worlds in twenty million
 * share their bits with a chance of one in a hundred thousand.
 */
final class Seen {

  private static final int NONE = -1;
  private static final int AT_FIRST = 1 << 16;

  private long[] prints = new long[AT_FIRST];
  private int[] numbers = new int[AT_FIRST];
  private int[] from = new int[AT_FIRST];
  private Step[] by = new Step[AT_FIRST];
  private int count;

  Seen() {
    Arrays.fill(numbers, NONE);
  }

  int count() {
    return count;
  }

  /**
   * Notes a world.
   *
   * @param before the number of the world it came from
   * @return its number; -1 when it was seen before
   */
  int add(World world, int before, Step step) {
    if (count * 2 >= prints.length) {
      grow();
    }
    long print = world.print();
    int slot = slot(prints, numbers, print);
    if (numbers[slot] != NONE) {
      return NONE;
    }
    prints[slot] = print;
    numbers[slot] = count;
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      by = Arrays.copyOf(by, count * 2);
    }
    from[count] = before;
    by[count] = step;
    return count++;
  }

  int from(int number) {
    return from[number];
  }

  Step by(int number) {
    return by[number];
  }

  private void grow() {
    var more = new long[prints.length * 2];
    var moreNumbers = new int[more.length];
    Arrays.fill(moreNumbers, NONE);
    for (int i = 0; i < prints.length; i++) {
      if (numbers[i] != NONE) {
        int slot = slot(more, moreNumbers, prints[i]);
        more[slot] = prints[i];
        moreNumbers[slot] = numbers[i];
      }
    }
    prints = more;
    numbers = moreNumbers;
  }

  private static int slot(long[] prints, int[] numbers, long print) {
    int slot = (int) (print >>> 32) & (prints.length - 1);
    while (numbers[slot] != NONE && prints[slot] != print) {
      slot = (slot + 1) & (prints.length - 1);
    }
    return slot;
  }
}
