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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: load and nemesis together, then rest, then what is so. Closed before its end it heals
 * what it hurt, judges what can be judged in the midst of things, and tells that.
 */
public final class ChaosRun implements AutoCloseable {

  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

  private final Plan plan;
  private final Cluster cluster;
  private final Consumer<String> log;
  private final CallLoad calls;
  private final WebhookLoad webhooks;
  private final Nemesis nemesis;
  private final Checker checker;
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile boolean begun;
  private volatile boolean closed;

  /**
   * @param cluster started
   * @param log told what happens, and the verdict's page
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

  /** Runs it all, judges and tells. */
  public Verdict run() {
    begun = true;
    try {
      Verdict verdict = judged();
      log.accept(verdict.page());
      return verdict;
    } finally {
      told.countDown();
    }
  }

  private Verdict judged() {
    Schedule schedule = Schedule.of(plan.seed(), plan.faults(), plan.length(), plan.topology());
    // Not in the common pool: the JDK needs it to tell that a killed process is gone.
    CompletableFuture<Void> placing =
        CompletableFuture.runAsync(() -> calls.run(plan.length()), Thread::startVirtualThread);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> webhooks.run(plan.length()), Thread::startVirtualThread);
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
        new Verdict.Seen(calls, webhooks, nemesis.stops(), nemesis.missed(), closed));
  }

  private @Nullable String notReady() {
    if (closed) {
      return null;
    }
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
      boolean inTheMidst = closed;
      List<Claim> claims = check(inTheMidst);
      List<Claim> open = claims.stream().filter(claim -> !claim.holds()).toList();
      if (inTheMidst
          || open.isEmpty()
          || System.nanoTime() > deadline
          || Thread.currentThread().isInterrupted()) {
        return claims;
      }
      log.accept("not at rest: " + open.getFirst().lines().strip());
      LockSupport.parkNanos(BETWEEN_CHECKS.toNanos());
    }
  }

  private List<Claim> check(boolean inTheMidst) {
    try {
      return inTheMidst ? checker.checkInTheMidst() : checker.check();
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
    closed = true;
    nemesis.close();
    calls.close();
    webhooks.close();
    if (begun) {
      awaitVerdict();
    }
  }

  private void awaitVerdict() {
    try {
      if (!told.await(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.accept("no verdict within " + CLOSE_LIMIT.toSeconds() + " s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
