package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.testing.JavaProcess;
import io.callstream.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZombieReaderIT {

  @TempDir private Path folder;

  private ReaderFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new ReaderFixture(ReaderFixture.SHORT);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void aReaderFrozenForFortySecondsAndWokenChangesNothing() {
    try (JavaProcess zombie = start()) {
      fixture.send(0, 1_000);
      fixture.awaitEffects(50);
      zombie.freeze();
      long frozen = System.nanoTime();

      fixture.start("zombie", fixture::record);
      fixture.awaitEffects(1_000);
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> System.nanoTime() - frozen > Duration.ofSeconds(40).toNanos());
      zombie.wake();
      fixture.send(1_000, 2_000);
      fixture.awaitEffects(2_000);
    }

    assertOnceEach(2_000);
  }

  @Test
  void aReaderKilledInMidBatchIsReplaced() {
    try (JavaProcess first = start()) {
      fixture.send(0, 1_000);
      fixture.awaitEffects(50);
      first.kill();

      fixture.start("zombie", fixture::record);
      fixture.awaitEffects(1_000);
    }

    assertOnceEach(1_000);
  }

  private JavaProcess start() {
    Map<String, String> settings = new HashMap<>(fixture.database.environment());
    settings.putAll(TestKafka.environment());
    return JavaProcess.start(ReaderProcess.class, settings, folder, fixture.topic);
  }

  private void assertOnceEach(int count) {
    assertThat(fixture.effects())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }
}
