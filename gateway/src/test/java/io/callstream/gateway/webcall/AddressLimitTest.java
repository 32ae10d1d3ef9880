package io.callstream.gateway.webcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.testing.SettableClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressLimitTest {

  private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
  private final AddressLimit limit = new AddressLimit(clock);

  @Test
  void anAddressHasTenCallsInAnyMinute() {
    IntStream.range(0, AddressLimit.CALLS).forEach(i -> assertThat(limit.admits("a")).isTrue());

    assertThat(limit.admits("a")).isFalse();
    assertThat(limit.admits("b")).isTrue();
    clock.advance(Duration.ofSeconds(59));
    assertThat(limit.admits("a")).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(limit.admits("a")).isTrue();
  }

  @Test
  void allAddressesTogetherHaveSixty() {
    IntStream.range(0, AddressLimit.CALLS_OF_ALL)
        .forEach(i -> assertThat(limit.admits("x" + i)).isTrue());

    assertThat(limit.admits("y")).isFalse();
    clock.advance(AddressLimit.WITHIN);
    assertThat(limit.admits("y")).isTrue();
  }

  @Test
  void aNetworkOfIpv6IsOneAddress() {
    IntStream.range(0, AddressLimit.CALLS)
        .forEach(i -> assertThat(limit.admits("2001:db8:0:1:0:0:0:" + i)).isTrue());

    assertThat(limit.admits("2001:db8:0:1:ffff:0:0:9")).isFalse();
    assertThat(limit.admits("2001:db8:0:2:0:0:0:1")).isTrue();
  }

  @Test
  void onlySoManyAddressesAreRemembered() {
    IntStream.rangeClosed(0, AddressLimit.ADDRESSES_MAX).forEach(i -> limit.admits("x" + i));

    assertThat(limit.remembered()).isEqualTo(AddressLimit.ADDRESSES_MAX);
  }
}
