package io.callstream.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesUpToTheLongestAndBeginsAgain() {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(350));

    assertThat(backoff.next()).hasMillis(100);
    assertThat(backoff.next()).hasMillis(200);
    assertThat(backoff.next()).hasMillis(350);
    assertThat(backoff.next()).hasMillis(350);

    backoff.reset();
    assertThat(backoff.next()).hasMillis(100);
  }
}
