package io.callstream.chaos;

import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.nemesis.FaultMix;
import io.callstream.chaos.nemesis.Schedule;
import java.time.Duration;

/**
 * All that a run is made from: the same plan strikes the same things at the same times.
 *
 * @param length of the load; the strikes begin within it
 * @param settle how long the system then has to come to rest, unhurt
 * @param calls asked for through the API
 * @param people of a campaign
 * @param webhooks distinct ones, of calls that are not ours
 * @param command that runs it again
 */
public record Plan(
    long seed,
    Duration length,
    Duration settle,
    FaultMix faults,
    int calls,
    int people,
    int webhooks,
    Topology topology,
    String command) {

  /** What a sandbox tells that was told nothing. */
  private static final int TOLD = 100;

  private static final int CALLS_PER_SLOT = 100;

  /**
   * @throws IllegalArgumentException for a run without any load, which could only pass
   */
  public Plan {
    if (calls < 0 || people < 0 || webhooks < 0 || calls + people + webhooks == 0) {
      throw new IllegalArgumentException(
          "a run needs calls, people or webhooks: without any it says nothing");
    }
  }

  /** Of {@code ./callstream chaos}. */
  public Plan(
      long seed,
      Duration length,
      Duration settle,
      FaultMix faults,
      int calls,
      int people,
      int webhooks,
      Topology topology) {
    this(
        seed,
        length,
        settle,
        faults,
        calls,
        people,
        webhooks,
        topology,
        "./callstream chaos --seed %d --minutes %s --settle-minutes %s --faults %s --calls %d --people %d --webhooks %d"
                .formatted(
                    seed, minutes(length), minutes(settle), faults.text(), calls, people, webhooks)
            + " --gateways %d --dispatchers %d --projectors %d --brokers %d"
                .formatted(
                    topology.gateways(),
                    topology.dispatchers(),
                    topology.projectors(),
                    topology.brokers()));
  }

  /** What is done and when. */
  public Schedule schedule() {
    return Schedule.of(seed, faults, length, topology);
  }

  /** Calls that may live at once: a hundred would be all that a long run is bounded by. */
  int concurrency() {
    return Math.max(TOLD, (calls + people) / CALLS_PER_SLOT);
  }

  /** The same, run by that command. */
  public Plan asked(String by) {
    return new Plan(seed, length, settle, faults, calls, people, webhooks, topology, by);
  }

  private static String minutes(Duration length) {
    return String.valueOf(length.toMillis() / 60_000.0);
  }
}
