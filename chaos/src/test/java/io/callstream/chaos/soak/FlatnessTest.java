package io.callstream.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {

  private static Flatness heap(int samples, IntToDoubleFunction megabytes) {
    return watched(Gauge.HEAP_MEGABYTES, samples, Duration.ofMinutes(samples), megabytes);
  }

  private static Flatness watched(
      Gauge gauge, int samples, Duration load, IntToDoubleFunction value) {
    return new Flatness(
        IntStream.range(0, samples)
            .mapToObj(n -> new Sample(Duration.ofMinutes(n), Map.of(gauge, value.applyAsDouble(n))))
            .toList(),
        load);
  }

  /** Grows for an hour, and is worked off when the load is over. */
  @Test
  void theRestAfterTheLoadHidesNothing() {
    Duration hour = Duration.ofHours(1);

    assertThat(watched(Gauge.LAG, 66, hour, n -> n <= 60 ? 100 * n : 0).holds()).isFalse();
    assertThat(watched(Gauge.HEAP_MEGABYTES, 66, hour, n -> n <= 60 ? 10 * n : 60).holds())
        .isFalse();
    assertThat(watched(Gauge.LAG, 66, hour, n -> n <= 60 ? 100 : 9_000).holds()).isTrue();
  }

  /** Readers that have caught up for one moment are still behind in all others. */
  @Test
  void oneLuckyMomentHidesNoLagAndNoLogThatGrow() {
    for (Gauge gauge : new Gauge[] {Gauge.LAG, Gauge.WAL_MEGABYTES}) {
      assertThat(watched(gauge, 60, Duration.ofHours(1), n -> n == 50 ? 0 : 50 * n).holds())
          .as(gauge.word())
          .isFalse();
    }
    assertThat(watched(Gauge.LAG, 60, Duration.ofHours(1), n -> n % 7 == 0 ? 5_000 : 10).holds())
        .isTrue();
  }

  @Test
  void whatSwingsAboutAndComesBackIsFlat() {
    assertThat(heap(60, n -> 300 + 100 * (n % 5)).holds()).isTrue();
    assertThat(heap(60, n -> n < 20 ? 10 * n : 200).holds()).isTrue();
  }

  @Test
  void whatGrowsIsSeen() {
    Flatness growing = heap(60, n -> 300 + 10 * n + 100 * (n % 5));

    assertThat(growing.holds()).isFalse();
    assertThat(growing.lines().getFirst()).contains("FAIL heap MB");
  }

  @Test
  void tooFewLooksSayNothing() {
    assertThat(heap(8, _ -> 300).holds()).isFalse();
  }

  @Test
  void aServicesMetricsAreAddedUp() {
    Exposition told =
        new Exposition(
            """
            # HELP jvm_memory_used_bytes used
            jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.5E6
            jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 500000.0
            jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E7
            jvm_threads_live_threads 41.0
            callstream_reader_lag{topic="a"} NaN
            """);

    assertThat(told.sum("jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(2_000_000);
    assertThat(told.sum("jvm_threads_live_threads", "")).isEqualTo(41);
    assertThat(told.sum("callstream_reader_lag", "")).isZero();
  }
}
