package io.callstream.sandbox.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import io.callstream.sandbox.ledger.Ledgers.HeldDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerTest {

  private static final Received LINE =
      new Received(Instant.EPOCH, "call_1", "+13105550100", "+12125550100", null, 201);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("deep").resolve("ledger.ndjson");
  }

  @Test
  void aLineIsWrittenInTheContractsWords() throws Exception {
    try (var ledger = Ledger.open(file)) {
      ledger.append(LINE);

      assertThat(Files.readString(file))
          .isEqualTo(
              "{\"seq\":1,\"received_at\":\"1970-01-01T00:00:00.000Z\",\"call_id\":\"call_1\","
                  + "\"to_number\":\"+13105550100\",\"from_number\":\"+12125550100\","
                  + "\"metadata\":null,\"rang\":true,\"answer\":201}\n");
      assertThat(ledger.length()).isEqualTo(Files.size(file));
    }
  }

  @Test
  void appendingComesBackOnlyWhenTheDiskHasTheLine() throws Exception {
    var disk = new HeldDisk();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var ledger = Ledgers.on(file, disk);
        disk) {
      var appended = CompletableFuture.runAsync(() -> append(ledger), threads);
      disk.awaitLine();

      assertThat(Files.size(file)).isPositive();
      assertThat(appended).isNotDone();
      assertThat(ledger.length()).isZero();
      disk.release();
      appended.join();
      assertThat(ledger.length()).isPositive();
    }
  }

  @Test
  void linesThatWaitAreSyncedTogetherAndNumberedInOrder() throws Exception {
    var syncs = new AtomicInteger();
    var disk = new HeldDisk();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var ledger =
            Ledgers.on(
                file,
                () -> {
                  syncs.incrementAndGet();
                  disk.sync();
                });
        disk) {
      var appends = appendMany(ledger, 300, threads);
      disk.awaitLine();
      disk.release();
      CompletableFuture.allOf(appends).join();

      assertThat(seqs()).containsExactlyElementsOf(LongStream.rangeClosed(1, 300).boxed().toList());
      assertThat(syncs.get()).isLessThan(300);
    }
  }

  @Test
  void itGoesOnWhereItStopped() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (var ledger = Ledger.open(file)) {
        ledger.append(LINE);
        ledger.append(LINE);
      }
    }
    assertThat(seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void aLineThatWasNeverFinishedIsCutOff() throws Exception {
    try (var ledger = Ledger.open(file)) {
      ledger.append(LINE);
    }
    Files.writeString(file, "{\"seq\":2,\"recei", StandardOpenOption.APPEND);
    try (var ledger = Ledger.open(file)) {
      ledger.append(LINE);
    }
    assertThat(seqs()).containsExactly(1L, 2L);
  }

  @Test
  void onlyATornLineIsAnEmptyLedger() throws Exception {
    Files.createDirectories(folder.resolve("deep"));
    Files.writeString(file, "{\"se");
    try (var ledger = Ledger.open(file)) {
      ledger.append(LINE);
    }
    assertThat(seqs()).containsExactly(1L);
  }

  @Test
  void anotherFileIsNotWrittenTo() throws Exception {
    Files.createDirectories(folder.resolve("deep"));
    Files.writeString(file, "some notes\n");

    assertThatThrownBy(() -> Ledger.open(file)).isInstanceOf(IOException.class);
    assertThat(Files.readString(file)).isEqualTo("some notes\n");
  }

  @Test
  void twoSandboxesDoNotShareALedger() throws Exception {
    try (var _ = Ledger.open(file)) {
      assertThatThrownBy(() -> Ledger.open(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void afterTheDiskFailedNothingIsTakenAnyMore() throws Exception {
    try (var ledger =
        Ledgers.on(
            file,
            () -> {
              throw new IOException("no space left");
            })) {
      assertThatThrownBy(() -> ledger.append(LINE)).isInstanceOf(LedgerFailed.class);
      assertThatThrownBy(() -> ledger.append(LINE)).isInstanceOf(LedgerFailed.class);
      assertThat(ledger.works()).isFalse();
      assertThat(ledger.length()).isZero();
    }
  }

  @Test
  void closingWritesWhatWaits() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var disk = new HeldDisk()) {
      var ledger = Ledgers.on(file, disk);
      var first = CompletableFuture.runAsync(() -> append(ledger), threads);
      disk.awaitLine();
      var others = appendMany(ledger, 4, threads);
      await().atMost(Duration.ofSeconds(60)).until(() -> ledger.waiting() == 4);
      var closed = CompletableFuture.runAsync(() -> close(ledger), threads);
      disk.release();
      first.join();
      CompletableFuture.allOf(others).join();
      closed.join();

      assertThat(seqs()).hasSize(5);
      assertThatThrownBy(() -> ledger.append(LINE)).isInstanceOf(LedgerFailed.class);
    }
  }

  private static CompletableFuture<?>[] appendMany(Ledger ledger, int count, Executor threads) {
    return IntStream.range(0, count)
        .mapToObj(_ -> CompletableFuture.runAsync(() -> append(ledger), threads))
        .toArray(CompletableFuture<?>[]::new);
  }

  private java.util.List<Long> seqs() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> Json.tree(line.getBytes(UTF_8)).get("seq").longValue())
        .toList();
  }

  private static void append(Ledger ledger) {
    try {
      ledger.append(LINE);
    } catch (LedgerFailed e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(Ledger ledger) {
    try {
      ledger.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
