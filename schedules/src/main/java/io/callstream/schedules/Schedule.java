package io.callstream.schedules;

import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.schedules.Step.Kind;
import java.util.List;
import java.util.stream.IntStream;

/** A scenario under some rules: what can happen, and what becomes of the world when it does. */
final class Schedule {

  private static final int NO_CALL = -1;

  private final Scenario scenario;
  private final Rules rules;
  private final Gate gate;
  private final Ledger ledger;
  private final Choices choices;

  Schedule(Scenario scenario, Rules rules) {
    this.scenario = scenario;
    this.rules = rules;
    this.gate = new Gate(scenario, rules);
    this.ledger = new Ledger(rules);
    this.choices = new Choices(scenario, rules);
  }

  World begin() {
    var world = World.with(scenario.faults());
    for (int call = 0; call < scenario.calls(); call++) {
      world.call(call, CallBit.DUE, scenario.people() ? 0 : 1);
    }
    return world;
  }

  List<Step> choices(World world) {
    return choices.of(world);
  }

  /**
   * The world after a step.
   *
   * @throws Breach when a promise is broken by it
   */
  World after(World before, Step step) {
    var world = before.copy();
    if (step.kind().isFault()) {
      world.set(Flag.FAULTS, world.get(Flag.FAULTS) - 1);
    }
    switch (step.kind()) {
      case TICK -> world.set(Flag.PACED, 0);
      case STOP_ALL -> world.set(Flag.STOPPED, 1);
      case SHUT_THE_GUARD -> world.set(Flag.GUARD_SHUT, 1);
      case FALL_DUE -> world.call(step.who(), CallBit.DUE, 1);
      case EXPIRE -> world.call(step.who(), CallBit.EXPIRED, 1);
      case WITHDRAW -> world.call(step.who(), CallBit.CANCELLED, 1);
      case ARRIVE, ARRIVE_AND_RING_BEHIND_A_429, END -> atRetell(world, step);
      case LAPSE, SEE, SEE_THE_END, GIVE_UP, GIVE_UP_BLINDLY, CLEAR, REOPEN_THE_NUMBER ->
          inLedger(world, step.kind(), step.who());
      default -> atSender(world, step);
    }
    return world;
  }

  private void atSender(World world, Step step) {
    int sender = step.who();
    switch (step.kind()) {
      case CONNECT -> connect(world, sender);
      case GATE -> pass(world, sender, Place.THROUGH);
      case GATE_IN_DOUBT -> doubt(world, sender, step.word());
      case WRITE -> write(world, sender);
      case HEAR -> world.hears(sender, world.answer(world.carried(sender)));
      case LOSE_THE_ANSWER -> world.hears(sender, Word.LOST);
      case RECORD -> record(world, sender);
      case KILL -> world.rest(sender, Place.DEAD);
      case START -> start(world, sender);
      case FREEZE -> world.frozen(sender, true);
      case WAKE -> {
        world.frozen(sender, false);
        world.passDeadline(sender);
      }
      default -> throw new IllegalStateException(step.toString());
    }
  }

  private void connect(World world, int sender) {
    world.place(sender, Place.CONNECTED);
    if (!rules.readsUnderLocks()) {
      world.chosen(sender, gate.choose(world) + 1);
    }
  }

  private void pass(World world, int sender, Place next) {
    int call = rules.readsUnderLocks() ? gate.choose(world) : world.chosen(sender) - 1;
    if (call == NO_CALL) {
      world.rest(sender, Place.IDLE);
      return;
    }
    world.carry(sender, gate.dial(world, call, sender));
    world.place(sender, next);
  }

  /** The commit was not answered; by the word it was made all the same, or was rolled back. */
  private void doubt(World world, int sender, Word word) {
    if (word == Word.LOST) {
      int call = gate.choose(world);
      if (call == NO_CALL) {
        world.rest(sender, Place.IDLE);
      } else {
        world.carry(sender, world.add(call, sender, false));
        world.place(sender, Place.THROUGH);
      }
    } else {
      pass(world, sender, rules.sendsInDoubt() ? Place.THROUGH : Place.IN_DOUBT);
    }
  }

  private void write(World world, int sender) {
    int dial = world.carried(sender);
    if (rules.heedsTheDeadline() && world.tooLate(sender)) {
      world.hears(sender, Word.NOT_SENT);
      return;
    }
    require(world.truth(dial) == Truth.NOTHING, "a dial was sent twice");
    world.truth(dial, Truth.ON_ITS_WAY);
    world.place(sender, Place.SENT);
  }

  private void record(World world, int sender) {
    int dial = world.carried(sender);
    if (!world.inLedger(dial)) {
      gate.commitAtLast(world, dial);
    }
    ledger.learn(world, dial, news(world, sender, dial));
    world.rest(sender, Place.IDLE);
  }

  private DialNews news(World world, int sender, int dial) {
    if (world.place(sender) == Place.IN_DOUBT) {
      return new DialNews.NotSent("the commit was not answered");
    }
    return switch (world.heard(sender)) {
      case PLACED -> new DialNews.Accepted("call_" + dial);
      case REFUSED -> new DialNews.Refused(400, "refused");
      case THROTTLED -> new DialNews.Throttled("throttled", null);
      case NOT_SENT -> new DialNews.NotSent("too late");
      case LOST -> rules.unanswered();
      case NONE -> throw new IllegalStateException("nothing was heard");
    };
  }

  private void start(World world, int sender) {
    world.rest(sender, Place.IDLE);
    if (rules.sendsAgainAfterACrash()) {
      IntStream.range(0, world.dials())
          .filter(d -> world.senderOf(d) == sender && world.inLedger(d))
          .filter(d -> world.state(d) == DialState.DIALLING)
          .findFirst()
          .ifPresent(d -> {
            world.carry(sender, d);
            world.place(sender, Place.THROUGH);
          });
    }
  }

  private void atRetell(World world, Step step) {
    int dial = step.who();
    switch (step.kind()) {
      case END -> world.truth(dial, Truth.OVER);
      case ARRIVE -> {
        world.answer(dial, step.word());
        world.truth(dial, step.word() == Word.PLACED ? Truth.LIVE : Truth.NO_CALL);
      }
      default -> {
        world.answer(dial, Word.THROTTLED);
        world.truth(dial, Truth.LIVE);
      }
    }
    requireOneRing(world, dial);
  }

  private void inLedger(World world, Kind kind, int dial) {
    switch (kind) {
      case LAPSE -> ledger.learn(world, dial, rules.lapsed());
      case SEE -> ledger.learn(world, dial, new DialNews.Accepted("call_" + dial));
      case SEE_THE_END -> ledger.ended(world, dial);
      case GIVE_UP, GIVE_UP_BLINDLY -> ledger.learn(world, dial, new DialNews.GivenUp());
      case CLEAR -> ledger.cleared(world, dial);
      default -> hoursPass(world, dial);
    }
  }

  /** No sender that has not sent by then is still in time. */
  private static void hoursPass(World world, int dial) {
    world.shuts(dial, false);
    for (int sender = 0; sender < World.SENDERS; sender++) {
      if (world.place(sender) == Place.THROUGH) {
        world.passDeadline(sender);
      }
    }
  }

  /** The promise, told by what Retell has really done. */
  private void requireOneRing(World world, int dial) {
    int call = world.callOf(dial);
    int person = scenario.personOf(call);
    int rings = 0;
    int live = 0;
    for (int other = 0; other < world.dials(); other++) {
      var truth = world.truth(other);
      boolean sameCall = world.callOf(other) == call;
      rings += sameCall && (truth == Truth.LIVE || truth == Truth.OVER) ? 1 : 0;
      boolean samePerson = scenario.personOf(world.callOf(other)) == person;
      live += samePerson && truth == Truth.LIVE ? 1 : 0;
    }
    require(rings <= 1, "a phone rang twice for one request");
    require(live <= 1, "two calls to one person at a time");
  }

  private static void require(boolean holds, String broken) {
    if (!holds) {
      throw new Breach(broken);
    }
  }
}
