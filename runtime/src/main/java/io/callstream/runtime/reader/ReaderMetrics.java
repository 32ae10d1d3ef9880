package io.callstream.runtime.reader;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What a reader tells the world, all tagged with its group. */
final class ReaderMetrics {

  private final MeterRegistry meters;
  private final String group;
  private final Counter records;
  private final Counter repeats;
  private final Counter discarded;
  private final Counter stale;
  private final Counter failures;

  ReaderMetrics(MeterRegistry meters, String group) {
    this.meters = meters;
    this.group = group;
    this.records = counter("callstream.reader.records", "Records whose effect is there");
    this.repeats =
        counter("callstream.reader.repeats", "Batches to be repeated for a passing cause");
    this.discarded =
        counter("callstream.reader.discarded", "Batches thrown away and sought again, not owned");
    this.stale =
        counter("callstream.reader.stale", "Batches rolled back: another owner was at work");
    this.failures = counter("callstream.reader.failures", "Consumers given up for a new one");
  }

  void worked(int count) {
    records.increment(count);
  }

  void repeat() {
    repeats.increment();
  }

  void discarded() {
    discarded.increment();
  }

  void stale() {
    stale.increment();
  }

  void failure() {
    failures.increment();
  }

  void deadLetter(String topic) {
    Counter.builder("callstream.reader.dead_letters")
        .description("Records given up, each on its topic's DLT")
        .tag("group", group)
        .tag("topic", topic)
        .register(meters)
        .increment();
  }

  /** An alarm: a partition is read from its earliest record again. */
  void restart(String topic, String reason) {
    Counter.builder("callstream.reader.restarts")
        .description("Partitions begun again at their earliest record")
        .tag("group", group)
        .tag("topic", topic)
        .tag("reason", reason)
        .register(meters)
        .increment();
  }

  <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value, String... tags) {
    Gauge.builder(name, of, value)
        .description(description)
        .tag("group", group)
        .tags(tags)
        .register(meters);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tag("group", group).register(meters);
  }
}
