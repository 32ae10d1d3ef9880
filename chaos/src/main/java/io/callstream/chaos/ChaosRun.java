package io.callstream.chaos;

import io.callstream.chaos.check.Checker;
import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.chaos.nemesis.Nemesis;
import io.callstream.chaos.nemesis.Schedule;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: load and nemesis together, then rest, then what is so. */
public final class ChaosRun implements AutoCloseable {

  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(2);

  private final Plan plan;
  private final Cluster cluster;
  private final Consumer<String> log;
  private final CallLoad calls;
  private final WebhookLoad webhooks;
  private final Nemesis nemesis;
  private final Checker checker;

  /**
   * @param cluster started
   * @param log told what happens, in lines
   */
  public ChaosRun(Plan plan, Cluster cluster, Consumer<String> log) {
    this.plan = plan;
    this.cluster = cluster;
    this.log = log;
    this.calls = new CallLoad(cluster.gateway(), cluster.adminKey(), plan.seed(), plan.calls());
    this.webhooks =
        new WebhookLoad(
            cluster.gateway(),
            cluster.retellKey(),
            Clock.systemUTC(),
            plan.seed(),
            plan.webhooks());
    this.nemesis = new Nemesis(cluster, log);
    this.checker = new Checker(cluster, calls, webhooks);
  }

  /** Runs it all and judges. */
  public Verdict run() {
    Schedule schedule = Schedule.of(plan.seed(), plan.faults(), plan.length(), plan.topology());
    CompletableFuture<Void> placing = CompletableFuture.runAsync(() -> calls.run(plan.length()));
    CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> webhooks.run(plan.length()));
    nemesis.run(schedule);
    log.accept("the last strike is over; all links are healed");
    cluster.healLinks();
    List<String> dead = cluster.startDead();
    dead.forEach(part -> log.accept(part + " had ended by itself"));
    CompletableFuture.allOf(placing, sending).join();
    @Nullable String notReady = notReady();
    long begin = System.nanoTime();
    List<Claim> claims = settle();
    return new Verdict(
        plan,
        schedule,
        claims,
        Duration.ofNanos(System.nanoTime() - begin),
        trouble(dead, notReady),
        new Verdict.Seen(calls, webhooks, nemesis.stops(), nemesis.missed()));
  }

  private @Nullable String notReady() {
    try {
      cluster.awaitReady(READY_LIMIT);
      return null;
    } catch (CannotStart e) {
      return e.getMessage();
    }
  }

  /** Until everything holds, or the system had its time to come to rest. */
  private List<Claim> settle() {
    long deadline = System.nanoTime() + plan.settle().toNanos();
    while (true) {
      List<Claim> claims = check();
      if (claims.stream().allMatch(Claim::holds) || System.nanoTime() > deadline) {
        return claims;
      }
      LockSupport.parkNanos(BETWEEN_CHECKS.toNanos());
    }
  }

  private List<Claim> check() {
    try {
      return checker.check();
    } catch (IOException | SQLException | RuntimeException e) {
      return List.of(Claim.cannotBeAsked(e));
    }
  }

  private List<String> trouble(List<String> dead, @Nullable String notReady) {
    List<String> trouble = new ArrayList<>();
    dead.forEach(part -> trouble.add(part + " ended by itself"));
    nemesis.failures().forEach(failure -> trouble.add("the rig could not do: " + failure));
    if (notReady != null) {
      trouble.add(notReady);
    }
    return trouble;
  }

  @Override
  public void close() {
    nemesis.close();
    calls.close();
    webhooks.close();
  }
}
