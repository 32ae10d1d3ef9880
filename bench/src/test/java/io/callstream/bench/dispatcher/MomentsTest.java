package io.callstream.bench.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MomentsTest {

  @Test
  void theFullestSecondBeginsAnywhere() {
    assertThat(moments(0, 900_000, 1_000_000, 1_899_999, 1_900_000).mostInAnySecond()).isEqualTo(3);
  }

  @Test
  void theEndOfASecondIsNoMoreInIt() {
    assertThat(moments(0, 1_000_000, 2_000_000).mostInAnySecond()).isEqualTo(1);
  }

  @Test
  void nothingIsInNoSecond() {
    assertThat(moments().mostInAnySecond()).isZero();
  }

  @Test
  void aWhileHasItsBeginningAndNotItsEnd() {
    var found =
        moments(5_000_000, 1_000_000, 2_000_000, 2_000_000, 3_000_000)
            .between(Instant.ofEpochSecond(2), Instant.ofEpochSecond(3));

    assertThat(found.count()).isEqualTo(2);
  }

  @Test
  void aWhileOfNothingIsEmpty() {
    assertThat(
            moments(1_000_000).between(Instant.ofEpochSecond(2), Instant.ofEpochSecond(9)).count())
        .isZero();
  }

  private static Moments moments(long... micros) {
    return Moments.of(LongStream.of(micros));
  }
}
