package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatheringTest {

  @ParameterizedTest
  @CsvSource({
    "0, false, 10",
    "3, false, 7",
    "5, false, 5",
    "8, false, 8",
    "49, false, 49",
    "50, false, 50",
    "4000, false, 50",
    "0, true, 0",
    "30, true, 0"
  })
  void aRestIsAsLongAsTheBatchWithinItsBounds(long took, boolean behind, long rest) {
    assertThat(Gathering.after(Duration.ofMillis(took), behind)).isEqualTo(Duration.ofMillis(rest));
  }
}
