package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.net.URLDecoder;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How Debezium is set. */
final class EngineSettings {

  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://(?<host>\\[[^]]+]|[^:/?,]+)(:(?<port>\\d+))?/(?<name>[^?]+)"
              + "(\\?(?<options>.*))?");

  private EngineSettings() {}

  static Properties of(DatabaseSettings database, String slot, PositionStore positions) {
    var settings = new Properties();
    settings.putAll(database(database));
    settings.setProperty("name", "callstream-outbox");
    settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.setProperty("topic.prefix", "callstream");
    settings.setProperty("offset.storage", PositionBackingStore.class.getName());
    settings.setProperty(PositionBackingStore.STORE, positions.name());
    settings.setProperty("offset.flush.interval.ms", "0");
    // Its MBeans carry this: one that lingers on would hold up the start of the next for a minute.
    settings.setProperty("custom.metric.tags", "run=" + positions.name());

    settings.setProperty("plugin.name", "pgoutput");
    settings.setProperty("publication.name", "callstream_outbox");
    settings.setProperty("publication.autocreate.mode", "disabled");
    settings.setProperty("slot.name", slot);
    settings.setProperty("slot.drop.on.stop", "false");
    settings.setProperty("slot.max.retries", "3");
    settings.setProperty("slot.retry.delay.ms", "1000");
    settings.setProperty("table.include.list", "outbox\\.messages,outbox\\.heartbeats");
    settings.setProperty("snapshot.mode", "no_data");
    settings.setProperty("skipped.operations", "u,d,t");
    settings.setProperty("tombstones.on.delete", "false");
    settings.setProperty("binary.handling.mode", "bytes");

    // An insert, since only inserts come back; it moves the slot while nothing else is written.
    settings.setProperty("heartbeat.interval.ms", "5000");
    settings.setProperty("heartbeat.action.query", "insert into outbox.heartbeats default values");

    // Debezium would take the next batch after a failed one: any failure must end the engine.
    settings.setProperty("errors.max.retries", "0");
    settings.setProperty("task.management.timeout.ms", "15000");
    // A batch is a Kafka transaction, however small: its rows may gather for so long.
    settings.setProperty("poll.interval.ms", "40");
    settings.setProperty("max.batch.size", "1024");
    settings.setProperty("max.queue.size", "4096");
    settings.setProperty("max.queue.size.in.bytes", Integer.toString(32 * 1024 * 1024));
    return settings;
  }

  /** Debezium wants the parts of the JDBC URL; it knows one host and one port. */
  private static Properties database(DatabaseSettings database) {
    Matcher url = URL.matcher(database.url());
    if (!url.matches()) {
      throw new ImpossibleSetting(
          "DATABASE_URL", "must be jdbc:postgresql://host:port/database for the outbox relay");
    }
    var settings = new Properties();
    settings.setProperty("database.hostname", url.group("host"));
    settings.setProperty("database.port", Objects.requireNonNullElse(url.group("port"), "5432"));
    settings.setProperty("database.dbname", url.group("name"));
    settings.setProperty("database.user", database.user());
    settings.setProperty("database.password", database.password());
    for (String option : Objects.requireNonNullElse(url.group("options"), "").split("&", -1)) {
      String[] parts = option.split("=", 2);
      if (parts.length == 2) {
        settings.setProperty("driver." + parts[0], URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return settings;
  }
}
