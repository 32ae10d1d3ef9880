package io.callstream.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenSignaturesTest {

  @Test
  void rememberTheLastTenThousand() {
    var seen = new SeenSignatures();
    IntStream.range(0, 10_001).forEach(i -> seen.add("signature " + i));

    assertThat(seen.contains("signature 0")).isFalse();
    assertThat(seen.contains("signature 1")).isTrue();
    assertThat(seen.contains("signature 10000")).isTrue();
  }
}
