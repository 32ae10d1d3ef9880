package io.callstream.projector;

import io.callstream.contracts.Json;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.rebuild.CannotRebuild;
import io.callstream.projector.rebuild.Difference;
import io.callstream.projector.rebuild.Rebuild;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.runtime.kafka.KafkaSettings;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * {@code status-projector.jar rebuild --diff|--switch}: rebuilds the read model with the mapping of
 * this jar, then shows what would change, or changes it. Prints one line of JSON. Exit codes: 0
 * done, 1 the rebuild failed, 2 it could not begin.
 */
final class RebuildCommand {

  static final String NAME = "rebuild";

  private static final String DIFF = "--diff";
  private static final String SWITCH = "--switch";

  private static final int FAILED = 1;
  private static final int NOT_BEGUN = 2;

  /** All rows are compared in one, and all that changed are written in one. */
  private static final Duration TRANSACTION_LIMIT = Duration.ofHours(1);

  private final Environment environment;
  private final PrintStream out;
  private final PrintStream err;

  RebuildCommand(Environment environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Runs as this process. */
  int run(List<String> arguments) {
    LoggingSystem.get(RebuildCommand.class.getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
    if (!arguments.equals(List.of(DIFF)) && !arguments.equals(List.of(SWITCH))) {
      err.println("rebuild takes one of " + DIFF + ", " + SWITCH);
      return NOT_BEGUN;
    }
    try {
      var difference = rebuild(arguments.getFirst().equals(SWITCH));
      out.println(Json.mapper().writeValueAsString(difference));
      return 0;
    } catch (ImpossibleSetting e) {
      err.println(e.getMessage());
      return NOT_BEGUN;
    } catch (CannotRebuild e) {
      err.println(e.getMessage());
    } catch (SQLException | RuntimeException e) {
      err.println("the rebuild failed, and can be gone on with: " + e);
    }
    return FAILED;
  }

  private Difference rebuild(boolean switches) throws SQLException {
    var settings = ProjectorSettings.from(environment, UUID::randomUUID);
    var kafka = KafkaSettings.from(environment);
    var database = DatabaseSettings.from(environment);
    Migrations.migrate(database, ProjectorConfiguration.SCHEMA);
    var reader = new RecordReader(settings.installation());
    var events = new CallEvents(settings.installation(), settings.publicBaseUrl());
    try (var pool = Pools.open(database, "callstream_projector", "rebuild", 1, TRANSACTION_LIMIT);
        var rebuild = new Rebuild(kafka, pool, reader, events, StatusMapping.VERSION)) {
      return switches ? rebuild.switchOver() : rebuild.difference();
    }
  }
}
