package io.callstream.dispatcher;

import io.callstream.dispatcher.asking.Ends;
import io.callstream.dispatcher.asking.FromNumbers;
import io.callstream.dispatcher.asking.LostCalls;
import io.callstream.dispatcher.asking.Stops;
import io.callstream.dispatcher.asking.Unlisted;
import io.callstream.dispatcher.guard.SignalsScan;
import io.callstream.dispatcher.ledger.Awakenings;
import io.callstream.dispatcher.ledger.Completions;
import io.callstream.dispatcher.ledger.SelfPauses;
import io.callstream.dispatcher.ledger.Tallies;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What is done again and again beside the gate; each loop may run in every instance. */
final class Upkeep {

  private static final Duration OFTEN = Duration.ofMillis(200);

  /** For what one instance does each second, whichever comes first. */
  private static final Duration HARDLY_A_SECOND = Duration.ofMillis(900);

  private static final Duration STEADILY = Duration.ofSeconds(1);
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(5);
  private static final Duration AS_LOOKED_AT = Duration.ofSeconds(15);
  private static final Duration SLOWLY = Duration.ofSeconds(30);
  private static final Duration MINUTELY = Duration.ofMinutes(1);
  private static final Duration SELDOM = Duration.ofMinutes(10);

  /**
   * What a webhook is about that names no call of ours is known a moment later, or mostly never:
   * the ends of other people's calls are all kept for a day, and not all looked at each second.
   */
  static final Duration NEW_WEBHOOKS = Duration.ofMinutes(5);

  static final Duration ALL_WEBHOOKS = Duration.ofDays(1);

  private Upkeep() {}

  /**
   * What the restore guard rests on.
   *
   * @param scan finds that something was lost
   * @param lost finds what was
   */
  record Past(SignalsScan scan, LostCalls lost) {}

  static List<Worker> loops(
      LedgerParts parts,
      RetellReads reads,
      Past past,
      DispatcherSettings settings,
      MeterRegistry meters) {
    var installation = settings.installation();
    var unlisted = new Unlisted(parts.questions(), parts.ledger(), reads, installation, meters);
    var ends = new Ends(parts.questions(), parts.ledger(), reads, installation, meters);
    var stops = new Stops(parts.questions(), parts.control(), reads, meters);
    var fromNumbers = new FromNumbers(parts.database(), reads);
    var loops =
        List.of(
            new Loop("ask-unlisted", OFTEN, unlisted::askOnce, meters),
            new Loop("ask-ends", OFTEN, ends::askDue, meters),
            new Loop("stops", OFTEN, stops::stopDue, meters),
            new Loop("stops-asked", STEADILY, stops::noteAsked, meters),
            new Loop("cancellations", SLOWLY, stops::noteCancelled, meters),
            new Loop("lapsed-leases", STEADILY, () -> parts.ledger().lapse() > 0, meters),
            new Loop("expiry", STEADILY, () -> parts.requests().expire() > 0, meters),
            new Loop("new-webhooks", STEADILY, () -> takePending(parts, NEW_WEBHOOKS), meters),
            new Loop("all-webhooks", MINUTELY, () -> takePending(parts, ALL_WEBHOOKS), meters),
            new Loop("restore-guard", STEADILY, parts.guard()::look, meters),
            new Loop("line-times", STEADILY, () -> noWaitTooLong(parts, settings), meters),
            new Loop("read-back", STEADILY, past.scan()::look, meters),
            new Loop("lost-calls", STEADILY, past.lost()::lookOnce, meters),
            new Loop("from-numbers", SELDOM, fromNumbers::readOnce, meters),
            new Loop("gauges", AS_LOOKED_AT, new Gauges(parts.database(), meters)::read, meters),
            new Loop("forgetting", SELDOM, () -> forget(parts), meters));
    return Stream.concat(loops.stream(), ofCampaigns(parts, meters).stream())
        .map(Worker.class::cast)
        .toList();
  }

  private static List<Loop> ofCampaigns(LedgerParts parts, MeterRegistry meters) {
    var completions = new Completions(parts.database(), parts.transactions(), parts.signals());
    var awakenings = new Awakenings(parts.database());
    var pauses = new SelfPauses(parts.database(), parts.transactions(), parts.alerts());
    return List.of(
        new Loop("completions", OFTEN, completions::sayOnce, meters),
        new Loop("rules-changed", STEADILY, awakenings::rulesChanged, meters),
        new Loop("campaigns-over", STEADILY, awakenings::campaignsOver, meters),
        new Loop("holds-lifted", STEADILY, awakenings::lifted, meters),
        new Loop("numbers-freed", NOW_AND_THEN, awakenings::numbersFreed, meters),
        new Loop(
            "self-pause",
            STEADILY,
            () -> parts.questions().takeTurn(SelfPauses.TURN, HARDLY_A_SECOND) && pauses.lookOnce(),
            meters),
        new Loop("tallies", STEADILY, new Tallies(parts.database())::fold, meters));
  }

  private static boolean noWaitTooLong(LedgerParts parts, DispatcherSettings settings) {
    parts.ledger().noWaitTooLong(settings.gate().pace().furthest());
    return false;
  }

  private static boolean takePending(LedgerParts parts, Duration newest) {
    return parts.ledger().takePending(newest) > 0;
  }

  private static boolean forget(LedgerParts parts) {
    parts.ledger().forgetPending();
    parts.signals().forgetOld();
    return false;
  }
}
