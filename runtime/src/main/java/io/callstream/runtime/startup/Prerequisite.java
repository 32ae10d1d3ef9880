package io.callstream.runtime.startup;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import java.util.Collection;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Something a service needs before it works: a migration, its topics, a first answer.
 *
 * @param name as logs and health show it
 */
public record Prerequisite(String name, Step step) {

  /** The schema is at the version of {@code classpath:db/<schema>}. */
  public static Prerequisite schema(DatabaseSettings database, String schema) {
    return new Prerequisite(
        "schema " + schema,
        () -> {
          try {
            Migrations.migrate(database, schema);
          } catch (FlywayValidateException e) {
            throw new RefusedStart(
                "schema " + schema + " was migrated by other scripts than ours (other version?)");
          }
        });
  }

  /** The topics are there, with our partitions and replication. */
  public static Prerequisite topics(KafkaSettings kafka, Collection<String> topics) {
    return new Prerequisite("topics", () -> TopicSetup.ensure(kafka, topics));
  }

  /** May run many times; ends when the prerequisite is met. */
  @FunctionalInterface
  public interface Step {

    /**
     * Tries once.
     *
     * @throws RefusedStart when it can never be met
     * @throws Exception when it is not met yet and is to be tried again
     */
    void meet() throws Exception;
  }
}
