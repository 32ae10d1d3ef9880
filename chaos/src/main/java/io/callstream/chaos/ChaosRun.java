package io.callstream.chaos;

import io.callstream.chaos.check.Checker;
import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.CampaignLoad;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.chaos.nemesis.Nemesis;
import io.callstream.chaos.nemesis.Schedule;
import io.callstream.local.demo.SandboxLimits;
import io.callstream.stack.CannotStart;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One run: load and nemesis together, then rest, then what is so. Closed before its end it heals
 * what it hurt, judges what can be judged in the midst of things, and tells that.
 */
public final class ChaosRun implements AutoCloseable {

  /** Longer than any wait in the services' settings after which something is done again. */
  static final Duration QUIET = Duration.ofSeconds(22);

  /** What must hold at every moment is looked at so often while the system comes to rest. */
  private static final Duration MIDST = Duration.ofMinutes(1);

  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration READY_LOOK = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

  private final Plan plan;
  private final Schedule schedule;
  private final Cluster cluster;
  private final Consumer<String> log;
  private final CallLoad calls;
  private final CampaignLoad campaign;
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
  public ChaosRun(Plan plan, Schedule schedule, Cluster cluster, Consumer<String> log) {
    this.plan = plan;
    this.schedule = schedule;
    this.cluster = cluster;
    this.log = log;
    this.calls =
        new CallLoad(
            cluster.gateway(), cluster.adminKey(), Clock.systemUTC(), plan.seed(), plan.calls());
    this.campaign =
        new CampaignLoad(
            cluster.gateway(), cluster.adminKey(), Clock.systemUTC(), plan.seed(), plan.people());
    this.webhooks =
        new WebhookLoad(
            cluster.gateway(),
            cluster.retellKey(),
            Clock.systemUTC(),
            plan.seed(),
            plan.webhooks());
    this.nemesis = new Nemesis(cluster, log);
    this.checker = new Checker(cluster, calls, campaign, webhooks, schedule.holdsCreates());
  }

  /**
   * Runs it all, judges and tells.
   *
   * @param after what is done with the verdict before anything that waits for it goes on
   */
  public Verdict run(Consumer<Verdict> after) {
    begun = true;
    try {
      Verdict verdict = judged();
      log.accept(verdict.page());
      after.accept(verdict);
      return verdict;
    } finally {
      told.countDown();
    }
  }

  private Verdict judged() {
    SandboxLimits.concurrency(cluster.sandbox(), plan.concurrency());
    // Not in the common pool: the JDK needs it to tell that a killed process is gone.
    CompletableFuture<Void> placing =
        CompletableFuture.runAsync(() -> calls.run(plan.length()), Thread::startVirtualThread);
    CompletableFuture<Void> campaigning =
        CompletableFuture.runAsync(() -> campaign.run(plan.length()), Thread::startVirtualThread);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> webhooks.run(plan.length()), Thread::startVirtualThread);
    nemesis.run(schedule);
    log.accept("the last strike is over; all links are healed");
    cluster.healLinks();
    List<String> trouble = new ArrayList<>(ready());
    trouble.addAll(accepted(CompletableFuture.allOf(placing, campaigning, sending)));
    Rest rest = new Rest(checker, plan.settle(), QUIET, MIDST, () -> closed, log);
    List<Claim> claims = rest.await();
    nemesis.failures().forEach(failure -> trouble.add("the rig could not do: " + failure));
    startDead();
    trouble.addAll(cluster.deaths());
    return new Verdict(
        plan,
        schedule,
        claims,
        rest.took(),
        trouble,
        new Verdict.Seen(
            calls,
            campaign,
            webhooks,
            nemesis.struck(),
            nemesis.stops(),
            nemesis.lostAnswers(),
            closed));
  }

  /** Nothing is started again while all is being ended. */
  private void startDead() {
    if (!closed) {
      cluster.startDead();
    }
  }

  private List<String> ready() {
    startDead();
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!closed) {
      try {
        cluster.awaitReady(READY_LOOK);
        break;
      } catch (CannotStart e) {
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
          return List.of(String.valueOf(e.getMessage()));
        }
      }
    }
    return List.of();
  }

  /** Nothing hurts any more: what is not taken in the time to come to rest never will be. */
  private List<String> accepted(CompletableFuture<Void> load) {
    try {
      load.get(plan.settle().toMillis(), TimeUnit.MILLISECONDS);
      return List.of();
    } catch (TimeoutException _) {
      closeLoads();
      return List.of(
          "%d calls and %d webhooks were never accepted"
              .formatted(calls.asked() - calls.accepted().size(), webhooks.unacknowledged()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of("the rig was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    nemesis.close();
    closeLoads();
    if (begun) {
      awaitVerdict();
    }
  }

  private void closeLoads() {
    calls.close();
    campaign.close();
    webhooks.close();
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
