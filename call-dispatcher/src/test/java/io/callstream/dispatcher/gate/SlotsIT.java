package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.StandInRetell;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.read.RetellReads;
import java.time.Duration;
import java.util.OptionalInt;
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

    assertThat(new Slots(reads, OptionalInt.empty(), nanos::get).now()).isEqualTo(20);
    assertThat(new Slots(reads, OptionalInt.of(7), nanos::get).now()).isEqualTo(7);
    assertThat(new Slots(reads, OptionalInt.of(70), nanos::get).now()).isEqualTo(20);
  }

  @Test
  void retellIsAskedEveryFewSecondsAndNotAtEachLook() {
    var slots = new Slots(reads, OptionalInt.empty(), nanos::get);
    slots.now();
    slots.now();
    assertThat(retell.asked()).hasSize(1);

    retell.concurrency(3);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    assertThat(slots.now()).isEqualTo(3);
    assertThat(retell.asked()).hasSize(2);
  }

  @Test
  void aLimitThatCannotBeReadIsKeptForAMinuteAndThenNotKnown() {
    var slots = new Slots(reads, OptionalInt.empty(), nanos::get);
    slots.now();
    retell.readsAnswered(false);

    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(slots.now()).isEqualTo(20);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(slots.now()).isNull();
    assertThat(slots.ask()).isFalse();

    retell.readsAnswered(true);
    assertThat(slots.ask()).isTrue();
    assertThat(slots.now()).isEqualTo(20);
  }

  @Test
  void neverReadIsNotKnown() {
    assertThat(new Slots(reads, OptionalInt.of(5), nanos::get).known()).isNull();
  }
}
