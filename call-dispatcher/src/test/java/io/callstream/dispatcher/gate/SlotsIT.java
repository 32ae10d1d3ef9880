package io.callstream.dispatcher.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.StandInRetell;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.read.RetellReads;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotsIT {

  private final StandInRetell retell = new StandInRetell();
  private final RetellReads reads =
      new RetellReads(new RetellAccount(retell.address(), "key"), Duration.ofSeconds(10));
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    reads.close();
    retell.close();
  }

  @Test
  void theLimitIsRetellsAndNoMoreThanOurCap() {
    retell.concurrency(20);

    assertThat(fresh(OptionalInt.empty())).isEqualTo(20);
    assertThat(fresh(OptionalInt.of(7))).isEqualTo(7);
    assertThat(fresh(OptionalInt.of(70))).isEqualTo(20);
  }

  @Test
  void retellIsAskedEveryFewSecondsAndNotAtEachLook() {
    var slots = new Slots(reads, OptionalInt.empty(), () -> true, nanos::get);
    slots.keepFresh();
    slots.keepFresh();
    assertThat(retell.asked()).hasSize(1);

    retell.concurrency(3);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    slots.keepFresh();
    assertThat(slots.known()).isEqualTo(3);
    assertThat(retell.asked()).hasSize(2);
  }

  @Test
  void aLimitThatCannotBeReadIsKeptForAMinuteAndThenNotKnown() {
    var slots = new Slots(reads, OptionalInt.empty(), () -> true, nanos::get);
    slots.keepFresh();
    retell.readsAnswered(false);

    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    slots.keepFresh();
    assertThat(slots.known()).isEqualTo(20);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    slots.keepFresh();
    assertThat(slots.known()).isNull();
    assertThat(slots.ask()).isFalse();

    retell.readsAnswered(true);
    assertThat(slots.ask()).isTrue();
    slots.keepFresh();
    assertThat(slots.known()).isEqualTo(20);
  }

  @Test
  void neverReadIsNotKnown() {
    assertThat(new Slots(reads, OptionalInt.of(5), () -> true, nanos::get).known()).isNull();
  }

  @Test
  void nobodyIsAskedOutOfTurnOrWhileSomebodyAsks() throws Exception {
    var turn = new AtomicBoolean();
    var slots = new Slots(reads, OptionalInt.empty(), turn::get, nanos::get);
    assertThat(slots.ask()).isFalse();
    assertThat(retell.asked()).isEmpty();

    turn.set(true);
    var asking = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    retell.onRead(() -> {
      asking.countDown();
      awaitQuietly(goOn);
    });
    CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(slots::ask);
    asking.await();
    assertThat(slots.ask()).isFalse();
    goOn.countDown();

    assertThat(first.get()).isTrue();
    assertThat(retell.asked()).hasSize(1);
  }

  private Integer fresh(OptionalInt cap) {
    var slots = new Slots(reads, cap, () -> true, nanos::get);
    slots.keepFresh();
    return requireNonNull(slots.known());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
