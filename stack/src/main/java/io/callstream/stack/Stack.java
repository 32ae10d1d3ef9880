package io.callstream.stack;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka and PostgreSQL with the database and its roles, ready for the services. */
public record Stack(KafkaBroker kafka, Postgres postgres) implements AutoCloseable {

  /**
   * Starts both at once and returns when both answer.
   *
   * @throws CannotStart when either does not; then neither runs
   */
  public static Stack start(StackSettings settings) {
    Path dataDir = settings.dataDir();
    CompletableFuture<KafkaBroker> starting =
        CompletableFuture.supplyAsync(
            () -> KafkaBroker.start(dataDir.resolve("kafka"), settings.kafkaPort()));
    Postgres postgres;
    try {
      postgres = startPostgres(dataDir.resolve("postgres"), settings.postgresPort());
    } catch (RuntimeException e) {
      starting
          .handle((broker, _) -> broker)
          .thenAccept(broker -> {
            if (broker != null) broker.stop();
          })
          .join();
      throw e;
    }
    try {
      return new Stack(starting.join(), postgres);
    } catch (CompletionException e) {
      postgres.stop();
      throw e.getCause() instanceof CannotStart reason ? reason : e;
    }
  }

  private static Postgres startPostgres(Path folder, int port) {
    Postgres postgres = Postgres.start(folder, port);
    try (Connection superuser = postgres.connectAsSuperuser("postgres")) {
      DatabaseBootstrap.run(superuser, DatabaseBootstrap.NAME);
      return postgres;
    } catch (SQLException e) {
      postgres.stop();
      throw new CannotStart("cannot set up PostgreSQL at " + folder + ": " + e.getMessage(), e);
    }
  }

  /** {@code jdbc:postgresql://127.0.0.1:port/callstream}. */
  public String databaseUrl() {
    return postgres.jdbcUrl(DatabaseBootstrap.NAME);
  }

  /** Completes with the name of the part that ended first, wanted or not. */
  public CompletableFuture<String> onPartEnded() {
    return CompletableFuture.anyOf(
            kafka.onExit().thenApply(_ -> "Kafka"), postgres.onExit().thenApply(_ -> "PostgreSQL"))
        .thenApply(String.class::cast);
  }

  @Override
  public void close() {
    CompletableFuture<Void> kafkaStopped = CompletableFuture.runAsync(kafka::stop);
    postgres.stop();
    kafkaStopped.join();
  }

  /**
   * Ends what an earlier process has left running on this data, so that its ports are free.
   *
   * @throws CannotStart when another process uses the data
   */
  public static void endEarlier(Path dataDir) {
    KafkaBroker.endEarlier(dataDir.resolve("kafka"));
    Postgres.endEarlier(dataDir.resolve("postgres"));
  }

  /**
   * Deletes the data of earlier runs; nothing may run on it.
   *
   * @throws CannotStart when another process uses the data
   */
  public static void discard(Path dataDir) {
    for (String server : List.of("kafka", "postgres")) {
      Path dir = dataDir.resolve(server);
      DataFolder.tidy(dir, _ -> DataFolder.delete(dir));
    }
  }
}
