package io.callstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultTest {

  private static final List<CallRow> CALLS =
      List.of(
          call("completed", "answered", "user_hangup", true, null),
          call("completed", "answered", "user_hangup", true, null),
          call("failed", "failed", "rejected", false, null),
          call("in_progress", null, null, true, null),
          call("initiated", null, null, false, "paced"),
          call("initiated", null, null, false, "paced"));

  @Test
  void aSnapshotCountsWhereTheCallsAreAndWhatHoldsThem() {
    Snapshot snapshot = Snapshot.of(10, 6, CALLS);

    assertThat(snapshot.line())
        .isEqualTo("accepted 6  dialled 3  in progress 1  ended 3 of 10  held: paced 2");
    assertThat(snapshot.allEnded()).isFalse();
  }

  @Test
  void theTableHasALineForEachEndingTheCommonestFirst() {
    assertThat(ResultTable.of(CALLS.subList(0, 3)).lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "status outcome reason calls",
            "completed answered user_hangup 2",
            "failed failed rejected 1");
  }

  @Test
  void withoutATerminalALineIsShownAndNotRepeated() {
    var bytes = new ByteArrayOutputStream();
    var progress = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

    progress.show(Snapshot.of(6, 6, CALLS));
    progress.show(Snapshot.of(6, 6, CALLS));
    progress.end();

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void onATerminalTheBarStaysOnItsLine() {
    var bytes = new ByteArrayOutputStream();
    var progress = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);

    progress.show(Snapshot.of(6, 6, CALLS));
    progress.show(Snapshot.of(6, 6, CALLS));
    progress.end();

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("[###############---------------]")
        .startsWith("\r")
        .containsOnlyOnce("\n");
  }

  private static CallRow call(
      String status,
      @Nullable String outcome,
      @Nullable String reason,
      boolean placed,
      @Nullable String hold) {
    UUID id = UUID.randomUUID();
    return new CallRow(id, id, Instant.EPOCH, status, outcome, reason, placed, hold);
  }
}
