package io.callstream.gateway.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentilesAreTheMiddlesOfTheirBuckets() {
    // 60 is 1,000 to 1,122 ms, 80 is 10,000 to 11,220 ms.
    assertThat(Latencies.of(Map.of(60, 97L, 80, 3L)))
        .isEqualTo(new Latencies(1_059L, 1_059L, 10_593L));
  }

  @Test
  void ofNoCallsThereAreNone() {
    assertThat(Latencies.of(Map.of())).isEqualTo(new Latencies(null, null, null));
  }
}
