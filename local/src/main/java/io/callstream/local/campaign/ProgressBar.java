package io.callstream.local.campaign;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** How far a campaign is, in a line. */
record ProgressBar(JsonNode progress) {

  private static final int WIDTH = 30;
  private static final Set<String> STANDING = Set.of("finished", "cancelled", "paused");
  private static final List<String> OVER =
      List.of("completed", "failed", "suppressed", "expired", "cancelled", "abandoned");

  /** Whether nothing will change by itself. */
  boolean stands() {
    return STANDING.contains(progress.path("state").asString())
        || progress.path("recipients").asLong() == 0;
  }

  String line() {
    long all = progress.path("recipients").asLong();
    long over = OVER.stream().mapToLong(name -> progress.path(name).asLong()).sum();
    int full = all == 0 ? 0 : (int) (WIDTH * over / all);
    return "[%s%s] %d/%d %s, %d dialling, %d talking, %d waiting %s"
        .formatted(
            "#".repeat(full),
            ".".repeat(WIDTH - full),
            over,
            all,
            progress.path("state").asString(),
            progress.path("dialling").asLong(),
            progress.path("in_progress").asLong(),
            progress.path("waiting").asLong(),
            progress.path("holds"));
  }
}
