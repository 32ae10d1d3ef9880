package io.callstream.schedules;

import io.callstream.dispatcher.rules.CallFacts;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.LineFacts;
import io.callstream.dispatcher.rules.LineState;
import io.callstream.dispatcher.rules.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The gate's transaction: reads, decides by the rules, and makes at most one dial. */
final class Gate {

  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofHours(1));
  private static final Instant EARLIER = NOW.minus(Duration.ofHours(1));
  private static final int NO_CALL = -1;

  private final Scenario scenario;
  private final Rules rules;

  Gate(Scenario scenario, Rules rules) {
    this.scenario = scenario;
    this.rules = rules;
  }

  /** The call that would be dialled now; -1 when none would. */
  int choose(World world) {
    if (rules.line(line(world), scenario.unanswered()).isPresent()) {
      return NO_CALL;
    }
    return IntStream.range(0, scenario.calls())
        .filter(call -> rules.call(facts(world, call), NOW) instanceof Verdict.Dial)
        .findFirst()
        .orElse(NO_CALL);
  }

  /**
   * Makes the dial.
   *
   * @return the dial
   * @throws Breach when something forbade it
   */
  int dial(World world, int call, int sender) {
    requireAllowed(world, call);
    int dial = world.add(call, sender, rules.commitsFirst());
    if (rules.commitsFirst()) {
      world.callState(call, CallState.IN_FLIGHT);
      world.set(Flag.PACED, scenario.paced() ? 1 : 0);
    }
    return dial;
  }

  /** What a wrong gate commits only when it has sent. */
  void commitAtLast(World world, int dial) {
    world.state(dial, DialState.DIALLING);
    world.callState(world.callOf(dial), CallState.IN_FLIGHT);
  }

  /** The truth about what the gate must not overlook, told without its rules. */
  private void requireAllowed(World world, int call) {
    require(!world.is(Flag.STOPPED), "dialled after stop-all");
    require(!world.is(Flag.GUARD_SHUT), "dialled behind the restore guard");
    require(!world.is(Flag.PACED), "dialled faster than the rate");
    require(unanswered(world) < scenario.unanswered(), "more creates unanswered than may be");
    require(open(world) < scenario.slots(), "more calls open than there are slots");
    require(world.call(call, CallBit.CANCELLED) == 0, "dialled after it was withdrawn");
    require(world.call(call, CallBit.EXPIRED) == 0, "dialled after it expired");
    require(world.call(call, CallBit.DUE) == 1, "dialled before it was due");
    require(world.callState(call) == CallState.WAITING, "dialled though it did not wait");
  }

  private static void require(boolean holds, String broken) {
    if (!holds) {
      throw new Breach(broken);
    }
  }

  private LineFacts line(World world) {
    return new LineFacts(
        NOW,
        new LineFacts.Control(true, world.is(Flag.STOPPED), null),
        new LineFacts.GuardView(world.is(Flag.GUARD_SHUT) ? "shut" : null, true, EARLIER, EARLIER),
        LineState.CLEAR,
        0,
        world.is(Flag.PACED) ? LATER : EARLIER,
        unanswered(world),
        open(world),
        scenario.slots());
  }

  private static int open(World world) {
    return (int) known(world, dial -> world.state(dial).open());
  }

  private static int unanswered(World world) {
    return (int) known(world, dial -> world.state(dial) == DialState.DIALLING);
  }

  private static long known(World world, IntPredicate dials) {
    return IntStream.range(0, world.dials()).filter(world::inLedger).filter(dials).count();
  }

  private CallFacts facts(World world, int call) {
    int person = scenario.personOf(call);
    IntPredicate his = dial -> scenario.personOf(world.callOf(dial)) == person;
    boolean open = known(world, his.and(d -> world.state(d).open() && !world.late(d))) > 0;
    @Nullable Instant shut = known(world, his.and(world::shuts)) > 0 ? LATER : null;
    var dials = world.dialsOf(call);
    return new CallFacts(
        world.callState(call),
        world.call(call, CallBit.DUE) == 1 ? EARLIER : LATER,
        world.call(call, CallBit.EXPIRED) == 1 ? EARLIER : LATER,
        world.call(call, CallBit.CANCELLED) == 1,
        dials.stream().map(world::state).toList(),
        dials.stream().anyMatch(world::uncleared),
        open,
        shut);
  }
}
