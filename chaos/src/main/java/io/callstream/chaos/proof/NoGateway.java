package io.callstream.chaos.proof;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The gateway is away for a while, in which calls are dialled and end: no webhook is taken, and
 * Retell gives up on each.
 *
 * @param length of its absence
 * @param calls that end meanwhile
 */
record NoGateway(Duration length, int calls) implements Proof {

  /** Issue: right at most ten minutes after it is back, in the sandbox's hurried life. */
  private static final Duration RIGHT_WITHIN = Duration.ofMinutes(10);

  private static final String GATEWAY = "gateway-1";
  private static final Duration AHEAD = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "no-gateway";
  }

  @Override
  public List<Claim> run(Cluster cluster, Work work, Consumer<String> log) throws IOException {
    // Asked for while it is there, due when it is gone.
    Instant due = work.now().plus(AHEAD).plusMillis(40L * calls);
    work.ask(calls, due);
    work.until("the dispatcher knows all", () -> work.claims().known() == work.asked());
    cluster.stop(GATEWAY);
    log.accept("the gateway is gone");
    Instant back = due.plus(length);
    work.until("time passes", length.multipliedBy(2).plus(AHEAD), () -> work.now().isAfter(back));
    Claim told = Claim.atRest("the provider gave up on the webhooks of that time");
    told.looked(work.claims().webhooksGivenUp());
    cluster.start(GATEWAY);
    log.accept("the gateway is back");
    work.untilOver("all is over");
    work.until("the gateway tells of it", () -> !work.gateway().get("/api/v1/calls").isEmpty());
    Duration took = Duration.between(back, work.now());
    log.accept("right %.1f s after it was back".formatted(took.toMillis() / 1000.0));
    Claim soon = Claim.atRest("the read model was right within 10 minutes");
    soon.unless(took.compareTo(RIGHT_WITHIN) <= 0, took::toString);
    List<Claim> found = new ArrayList<>(List.of(told.atLeast(calls), soon));
    found.addAll(work.claims().ask());
    return found;
  }
}
