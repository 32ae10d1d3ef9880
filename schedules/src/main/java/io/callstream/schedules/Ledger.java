package io.callstream.schedules;

import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.DialStep;

/** What is written down of a dial, and what follows for its call and number, in one transaction. */
final class Ledger {

  private final Rules rules;

  Ledger(Rules rules) {
    this.rules = rules;
  }

  /** Writes down news of a dial. */
  void learn(World world, int dial, DialNews news) {
    if (rules.next(world.state(dial), world.retellCallId(dial), news)
        instanceof DialStep.Moves moves) {
      world.state(dial, moves.to());
      switch (news) {
        case DialNews.Accepted _ -> placed(world, dial, moves.late());
        case DialNews.Refused _ -> progress(world, dial, false);
        case DialNews.Throttled _ -> throttled(world, dial);
        case DialNews.NotSent _ -> progress(world, dial, true);
        case DialNews.Unsure _ -> {}
        case DialNews.GivenUp _ -> {
          world.shuts(dial, rules.abandonedShuts());
          progress(world, dial, false);
        }
      }
    }
  }

  /** Its end was observed; evidence that it was placed comes first. */
  void ended(World world, int dial) {
    learn(world, dial, new DialNews.Accepted("call_" + dial));
    if (world.state(dial) == DialState.PLACED) {
      world.state(dial, DialState.ENDED);
      world.shuts(dial, false);
      progress(world, dial, false);
    }
  }

  /** Retell's list has no call of a throttled dial. */
  void cleared(World world, int dial) {
    world.cleared(dial);
    world.shuts(dial, false);
  }

  private void placed(World world, int dial, boolean late) {
    world.known(dial);
    if (late) {
      world.markLate(dial);
      world.shuts(dial, true);
    }
    world.callState(world.callOf(dial), CallState.IN_FLIGHT);
  }

  private void throttled(World world, int dial) {
    world.throttled(dial);
    world.shuts(dial, rules.throttledShuts());
    progress(world, dial, true);
  }

  private void progress(World world, int dial, boolean mayTryAgain) {
    int call = world.callOf(dial);
    var states = world.dialsOf(call).stream().map(world::state).toList();
    world.callState(call, rules.after(states, mayTryAgain));
  }
}
