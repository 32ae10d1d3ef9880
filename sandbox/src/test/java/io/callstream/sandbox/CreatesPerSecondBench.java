package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.sandbox.time.Timeline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the sandbox takes so many creates a second, each on disk before its answer, and lives the
 * calls as well; run by its name. {@code -Dcreates.per-second} offers another rate than 1,000.
 */
class CreatesPerSecondBench {

  private static final int CALLERS = 64;
  private static final int OFFERED = Integer.getInteger("creates.per-second", 1_000);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void alone() throws Exception {
    try (var sandbox = sandbox();
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      load(http, sandbox.port(), WARM_UP);
      var begin = System.nanoTime();
      var nanos = load(http, sandbox.port(), MEASURED);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Collections.sort(nanos);
      System.out.printf(
          "%.0f creates/s of %d offered, by %d callers over %.0f s; answered in %.1f ms (median), %.1f ms (p99)%n",
          nanos.size() / seconds, OFFERED, CALLERS, seconds, at(nanos, 0.5), at(nanos, 0.99));
    }
  }

  private static List<Long> load(HttpClient http, int port, Duration howLong) throws Exception {
    long until = System.nanoTime() + howLong.toNanos();
    var tasks = new ArrayList<Callable<List<Long>>>();
    for (int i = 0; i < CALLERS; i++) {
      var number = "+1310555%04d".formatted(100 + i * 100);
      tasks.add(() -> creates(http, port, number, until));
    }
    var all = new ArrayList<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : threads.invokeAll(tasks)) {
        all.addAll(one.get());
      }
    }
    return all;
  }

  private static List<Long> creates(HttpClient http, int port, String number, long until)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/create-phone-call"))
            .header("Authorization", "Bearer " + Pretended.KEY)
            .POST(
                BodyPublishers.ofString(
                    "{\"from_number\":\"+12125550100\",\"to_number\":\"%s\",\"metadata\":{\"callstream_call_id\":\"7e2ba861-7bbc-44f4-8df4-6ad4726fedbe\"}}"
                        .formatted(number)))
            .build();
    var took = new ArrayList<Long>();
    long apart = CALLERS * 1_000_000_000L / OFFERED;
    for (long begin = System.nanoTime(); begin < until; begin += apart) {
      // From the moment it was meant for, also when the one before was late.
      LockSupport.parkNanos(begin - System.nanoTime());
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
      took.add(System.nanoTime() - begin);
    }
    return took;
  }

  private static double at(List<Long> sorted, double share) {
    return sorted.get((int) ((sorted.size() - 1) * share)) / 1e6;
  }

  private Sandbox sandbox() {
    var settings =
        new SandboxSettings(
            0, Pretended.KEY, Optional.empty(), 60, folder.resolve("ledger.ndjson"), 20_000);
    return Sandbox.start(
        settings,
        new Sandbox.World(
            InstantSource.system(),
            RandomGenerator.getDefault(),
            SandboxApplication.callIds(new SecureRandom()),
            new Timeline.Real(),
            Duration.ofSeconds(10)));
  }
}
