package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.sandbox.ledger.Ledgers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger comes before the phone, and before the answer. */
@Timeout(180)
class LedgerIT {

  @TempDir private Path folder;

  @Test
  void nothingRingsAndNothingIsAnsweredBeforeTheDiskHasTheLine() throws Exception {
    var disk = new Ledgers.HeldDisk();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var retell = Pretended.retell(folder, on(disk));
        disk) {
      var created =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return retell.create("+13105550100");
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              threads);
      disk.awaitLine();

      assertThat(created).isNotDone();
      assertThat(retell.get("/v2/get-call/call_1").statusCode()).isEqualTo(422);
      assertThat(retell.ledger()).isEmpty();
      disk.release();
      assertThat(created.join().statusCode()).isEqualTo(201);
      assertThat(retell.get("/v2/get-call/call_1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withABrokenDiskNothingRings() throws Exception {
    Ledgers.Disk full =
        () -> {
          throw new IOException("no space left");
        };
    try (var retell = Pretended.retell(folder, on(full))) {
      assertThat(retell.create("+13105550100").statusCode()).isEqualTo(500);
      assertThat(retell.get("/v2/get-call/call_1").statusCode()).isEqualTo(422);
      assertThat(retell.create("+13105550130").statusCode()).isEqualTo(500);
      assertThat(retell.health().get("status").stringValue()).contains("ledger");
    }
  }

  /** Seen on the bare socket: not a byte comes back, and the line was there before the end. */
  @Test
  void aLostAnswerIsAConnectionCutAfterTheLine() throws Exception {
    try (var retell = Pretended.retell(folder);
        var socket = new Socket(InetAddress.getLoopbackAddress(), retell.address().getPort())) {
      var body = "{\"from_number\":\"+12125550100\",\"to_number\":\"+13105550130\"}";
      var request =
          "POST /v2/create-phone-call HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + Pretended.KEY
              + "\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      assertThat(retell.ledger())
          .singleElement()
          .satisfies(line -> assertThat(line.get("rang").booleanValue()).isTrue());
    }
  }

  @Test
  void aCreateThatIsCutOnItsWayNeverRings() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), retell.address().getPort())) {
        socket
            .getOutputStream()
            .write(
                "POST /v2/create-phone-call HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
      }
      assertThatThrownBy(() -> retell.create("+13105550130")).isInstanceOf(IOException.class);
      assertThat(retell.ledger()).hasSize(1);
    }
  }

  @Test
  void aRestartedSandboxGoesOnWithItsLedger() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.create("+13105550100");
    }
    try (var retell = Pretended.retell(folder)) {
      retell.create("+13105550143");
      assertThat(retell.ledger())
          .extracting(line -> line.get("seq").intValue())
          .containsExactly(1, 2);
      assertThat(retell.ledger())
          .extracting(line -> line.get("answer").intValue())
          .containsExactly(201, 422);
    }
  }

  private Pretended.Options on(Ledgers.Disk disk) throws IOException {
    var ledger = Ledgers.on(folder.resolve("held.ndjson"), disk);
    return new Pretended.Options(1, Duration.ofSeconds(60), ledger);
  }
}
