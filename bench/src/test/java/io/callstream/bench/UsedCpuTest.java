package io.callstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsedCpuTest {

  @Test
  void whatEndedChildrenUsedIsReadBehindANameOfAnyKind() {
    var stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 2 3 4 500 600 70 8 20 0 1 0 9";

    assertThat(UsedCpu.ofEndedChildren(stat)).isEqualTo(Duration.ofMillis(780));
  }
}
