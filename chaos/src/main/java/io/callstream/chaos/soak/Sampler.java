package io.callstream.chaos.soak;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.Http;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Looks at all gauges now and then, and prints each look as a line of a table. */
final class Sampler implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final double MEGABYTE = 1024 * 1024;

  private static final String KEPT =
      "select coalesce(sum(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0) from"
          + " pg_replication_slots";
  private static final String CONNECTIONS =
      "select count(*) from pg_stat_activity where usename = 'callstream'";

  private final Cluster cluster;
  private final Duration between;
  private final Consumer<String> log;
  private final List<Sample> samples = new ArrayList<>();
  private final long begin = System.nanoTime();
  private final Thread thread;
  private volatile boolean closed;

  Sampler(Cluster cluster, Duration between, Consumer<String> log) {
    this.cluster = cluster;
    this.between = between;
    this.log = log;
    this.thread = Thread.ofVirtual().start(this::run);
  }

  private void run() {
    log.accept(Sample.heading());
    while (!closed) {
      pause();
      try {
        Sample sample = sample();
        add(sample);
        log.accept(sample.line());
      } catch (IOException | SQLException _) {
        // Something is being started again: what is not all there says nothing.
      }
    }
  }

  private void pause() {
    long end = System.nanoTime() + between.toNanos();
    while (!closed && System.nanoTime() < end) {
      LockSupport.parkNanos(Math.min(100_000_000, between.toNanos()));
    }
  }

  private Sample sample() throws IOException, SQLException {
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    for (URI service : cluster.metrics().values()) {
      Exposition told = new Exposition(new Http(service, Map.of(), LIMIT).get(service.getPath()));
      values.merge(
          Gauge.HEAP_MEGABYTES,
          told.sum("jvm_memory_used_bytes", "area=\"heap\"") / MEGABYTE,
          Double::sum);
      values.merge(Gauge.FILES, told.sum("process_files_open_files", ""), Double::sum);
      values.merge(Gauge.THREADS, told.sum("jvm_threads_live_threads", ""), Double::sum);
      values.merge(Gauge.LAG, told.sum("callstream_reader_lag", ""), Double::sum);
    }
    try (Connection database = cluster.database();
        Statement sql = database.createStatement()) {
      values.put(Gauge.WAL_MEGABYTES, number(sql, KEPT) / MEGABYTE);
      values.put(Gauge.CONNECTIONS, number(sql, CONNECTIONS));
    }
    return new Sample(Duration.ofNanos(System.nanoTime() - begin), values);
  }

  private static double number(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getDouble(1);
    }
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
  }

  /** All looks so far. */
  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
