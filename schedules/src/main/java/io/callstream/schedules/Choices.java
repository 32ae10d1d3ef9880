package io.callstream.schedules;

import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.schedules.Step.Kind;
import java.util.ArrayList;
import java.util.List;

/** What can happen next; everything that can, in a fixed order. */
final class Choices {

  private final Scenario scenario;
  private final Rules rules;

  Choices(Scenario scenario, Rules rules) {
    this.scenario = scenario;
    this.rules = rules;
  }

  List<Step> of(World world) {
    List<Step> steps = new ArrayList<>();
    for (int sender = 0; sender < World.SENDERS; sender++) {
      ofSender(world, sender, steps);
    }
    for (int dial = 0; dial < world.dials(); dial++) {
      atRetell(world, dial, steps);
      if (world.inLedger(dial)) {
        inLedger(world, dial, steps);
      }
    }
    if (world.is(Flag.PACED)) {
      steps.add(Step.of(Kind.TICK, 0));
    }
    if (scenario.people()) {
      ofPeople(world, steps);
    }
    if (!world.is(Flag.FAULTS)) {
      steps.removeIf(step -> step.kind().isFault());
    }
    return steps;
  }

  private void ofSender(World world, int sender, List<Step> steps) {
    if (world.frozen(sender)) {
      steps.add(Step.of(Kind.WAKE, sender));
      return;
    }
    switch (world.place(sender)) {
      case IDLE -> {
        if (anyWaits(world)) {
          steps.add(Step.of(Kind.CONNECT, sender));
        }
        return;
      }
      case DEAD -> {
        steps.add(Step.of(Kind.START, sender));
        return;
      }
      case CONNECTED -> gates(world, sender, steps);
      case THROUGH -> steps.add(Step.of(Kind.WRITE, sender));
      case SENT -> {
        if (world.answer(world.carried(sender)) != Word.NONE) {
          steps.add(Step.of(Kind.HEAR, sender));
        }
        steps.add(Step.of(Kind.LOSE_THE_ANSWER, sender));
      }
      case HEARD, IN_DOUBT -> steps.add(Step.of(Kind.RECORD, sender));
    }
    steps.add(Step.of(Kind.KILL, sender));
    steps.add(Step.of(Kind.FREEZE, sender));
  }

  private void gates(World world, int sender, List<Step> steps) {
    if (world.dials() < World.DIALS) {
      steps.add(Step.of(Kind.GATE, sender));
      steps.add(new Step(Kind.GATE_IN_DOUBT, sender, Word.PLACED));
      if (rules.sendsInDoubt()) {
        steps.add(new Step(Kind.GATE_IN_DOUBT, sender, Word.LOST));
      }
    }
  }

  private boolean anyWaits(World world) {
    for (int call = 0; call < scenario.calls(); call++) {
      if (world.callState(call) == CallState.WAITING) {
        return true;
      }
    }
    return false;
  }

  private static void atRetell(World world, int dial, List<Step> steps) {
    switch (world.truth(dial)) {
      case ON_ITS_WAY -> {
        steps.add(new Step(Kind.ARRIVE, dial, Word.PLACED));
        steps.add(new Step(Kind.ARRIVE, dial, Word.REFUSED));
        steps.add(new Step(Kind.ARRIVE, dial, Word.THROTTLED));
        steps.add(Step.of(Kind.ARRIVE_AND_RING_BEHIND_A_429, dial));
      }
      case LIVE -> steps.add(Step.of(Kind.END, dial));
      case NOTHING, OVER, NO_CALL -> {}
    }
  }

  private void inLedger(World world, int dial, List<Step> steps) {
    var state = world.state(dial);
    var truth = world.truth(dial);
    boolean made = truth == Truth.LIVE || truth == Truth.OVER;
    if (state == DialState.DIALLING && !world.isHeld(dial)) {
      steps.add(Step.of(Kind.LAPSE, dial));
    }
    if (made && world.retellCallId(dial) == null) {
      steps.add(Step.of(Kind.SEE, dial));
    }
    if (truth == Truth.OVER && state != DialState.ENDED) {
      steps.add(Step.of(Kind.SEE_THE_END, dial));
    }
    if (state == DialState.UNKNOWN && truth != Truth.ON_ITS_WAY) {
      steps.add(Step.of(made ? Kind.GIVE_UP_BLINDLY : Kind.GIVE_UP, dial));
    }
    if (state == DialState.REJECTED
        && world.uncleared(dial)
        && (!made || !rules.clearsByTheList())) {
      steps.add(Step.of(Kind.CLEAR, dial));
    }
    if (world.shuts(dial) && truth != Truth.LIVE && truth != Truth.ON_ITS_WAY) {
      steps.add(Step.of(Kind.REOPEN_THE_NUMBER, dial));
    }
  }

  private void ofPeople(World world, List<Step> steps) {
    if (!world.is(Flag.STOPPED)) {
      steps.add(Step.of(Kind.STOP_ALL, 0));
    }
    if (!world.is(Flag.GUARD_SHUT)) {
      steps.add(Step.of(Kind.SHUT_THE_GUARD, 0));
    }
    for (int call = 0; call < scenario.calls(); call++) {
      if (world.call(call, CallBit.DUE) == 0) {
        steps.add(Step.of(Kind.FALL_DUE, call));
      }
      if (world.call(call, CallBit.EXPIRED) == 0) {
        steps.add(Step.of(Kind.EXPIRE, call));
      }
      if (world.call(call, CallBit.CANCELLED) == 0 && world.callState(call) == CallState.WAITING) {
        steps.add(Step.of(Kind.WITHDRAW, call));
      }
    }
  }
}
