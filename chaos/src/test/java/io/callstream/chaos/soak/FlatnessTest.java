package io.callstream.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {

  private static Flatness heap(int samples, IntToDoubleFunction megabytes) {
    return new Flatness(
        IntStream.range(0, samples)
            .mapToObj(n ->
                new Sample(
                    Duration.ofMinutes(n),
                    Map.of(Gauge.HEAP_MEGABYTES, megabytes.applyAsDouble(n))))
            .toList());
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
