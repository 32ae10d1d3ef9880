package io.callstream.schedules;

import java.util.List;

/**
 * What the scheduler may do.
 *
 * @param calls 1 or 2 requests
 * @param onePerson whether both go to one number
 * @param faults at most so many faults in one schedule
 * @param slots calls that may run at once
 * @param unanswered creates that may wait for their answer
 * @param paced whether the rate allows one dial between two ticks
 * @param people whether people stop, shut, withdraw, schedule and let expire
 */
record Scenario(
    String name,
    int calls,
    boolean onePerson,
    int faults,
    int slots,
    int unanswered,
    boolean paced,
    boolean people) {

  private static final int MANY = 9;

  /** All, each for the rules that only it can show. */
  static List<Scenario> all(int faults) {
    return List.of(
        new Scenario("one request", 1, true, faults, MANY, MANY, false, false),
        new Scenario("two requests to one person", 2, true, faults, MANY, MANY, false, false),
        new Scenario(
            "one request, and people", 1, true, Math.min(faults, 2), MANY, MANY, false, true),
        new Scenario("one slot for two", 2, false, Math.min(faults, 2), 1, MANY, false, false),
        new Scenario("one answer at a time", 2, false, Math.min(faults, 1), MANY, 1, true, false));
  }

  int personOf(int call) {
    return onePerson ? 0 : call;
  }
}
