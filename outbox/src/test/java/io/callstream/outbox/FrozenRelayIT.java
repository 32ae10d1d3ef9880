package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.testing.JavaProcess;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a class of its own, since it waits for most of a minute while others can work. */
class FrozenRelayIT {

  @TempDir private Path folder;

  private TestDatabase database;
  private OutboxFixture fixture;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabases.create();
    fixture = new OutboxFixture(database.environment(), TestKafka.environment());
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    database.close();
  }

  @Test
  void theLeaderIsFrozenForFortySecondsAndWoken() {
    try (JavaProcess a = relay("a")) {
      fixture.awaitLeader("a");
      try (JavaProcess _ = relay("b")) {
        fixture.append(0, 300);
        fixture.awaitAll(300);
        a.freeze();
        long frozen = System.nanoTime();
        fixture.append(300, 600);
        fixture.awaitLeader("b");
        fixture.awaitAll(600);
        await()
            .atMost(OutboxFixture.LIMIT)
            .until(() -> System.nanoTime() - frozen > Duration.ofSeconds(40).toNanos());
        a.wake();
        fixture.append(600, 900);
        fixture.awaitAll(900);
        // It goes back to waiting: the one that took over leads on.
        await()
            .during(Duration.ofSeconds(8))
            .atMost(Duration.ofSeconds(20))
            .until(() -> fixture.leader().equals("b"));
      }
    }

    fixture.assertAllInOrder(900);
    assertThat(fixture.seen).as("nothing is sent by the woken one").hasSizeLessThanOrEqualTo(1_300);
  }

  private JavaProcess relay(String instance) {
    Map<String, String> settings = new HashMap<>(database.environment());
    settings.putAll(TestKafka.environment());
    return JavaProcess.start(RelayProcess.class, settings, folder, instance);
  }
}
