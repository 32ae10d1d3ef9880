package io.callstream.local.running;

import io.callstream.local.data.DataDir;
import io.callstream.local.part.LogEnd;
import io.callstream.local.part.Part;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A part has ended by itself. The message names it and shows the end of its log. */
public final class PartDied extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int LINES = 30;

  private PartDied(String name, String how, Path log, List<String> logTail) {
    super(
        "%s %s; the end of %s:%n%s"
            .formatted(
                name,
                how,
                log,
                logTail.stream().map(line -> "  | " + line).collect(Collectors.joining("\n"))));
  }

  static PartDied of(Part part) {
    return new PartDied(
        part.name(),
        "has ended with code " + part.onExit().join(),
        part.logFile(),
        part.logTail(LINES));
  }

  /** Kafka or PostgreSQL, named as the stack does. */
  static PartDied ofStack(String name, DataDir dataDir) {
    Path log =
        name.equals("Kafka")
            ? dataDir.path().resolve("kafka/broker.log")
            : dataDir.path().resolve("postgres/postgres.log");
    return new PartDied(name, "has ended", log, LogEnd.of(log, 0, LINES));
  }
}
