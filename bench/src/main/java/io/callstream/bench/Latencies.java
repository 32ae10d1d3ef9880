package io.callstream.bench;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.stack.CannotStart;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How long a webhook takes from the moment at which it was to be sent until its row can be read,
 * and until its event can, at a fixed rate.
 */
final class Latencies {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PROBE = 2_000;
  private static final Duration LOOK = Duration.ofMillis(2);

  private final KafkaSettings kafka;
  private final Database database;
  private final Map<String, Long> intended = new ConcurrentHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> published = new ConcurrentHashMap<>();
  private volatile boolean ended;

  Latencies(KafkaSettings kafka, Database database) {
    this.kafka = kafka;
    this.database = database;
  }

  /** Milliseconds at percentiles. */
  Map<String, Object> measure(List<Webhook> webhooks, double perSecond) throws SQLException {
    var looker = new Looker(database.connect());
    try (var threads = Executors.newFixedThreadPool(2)) {
      var reading = threads.submit(this::readEvents);
      var looking = threads.submit(looker::look);
      try {
        awaitFirstEvent();
        send(webhooks, perSecond);
        await(() -> seenOf(webhooks, published) && seenOf(webhooks, looker.seen));
      } finally {
        ended = true;
      }
      reading.get();
      looking.get();
    } catch (ExecutionException e) {
      throw new CannotStart("latencies could not be measured: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("per_second", Math.round(perSecond));
    figures.put("webhooks", webhooks.size());
    figures.put("row_visible_ms", quantiles(webhooks, looker.seen));
    figures.put("event_readable_ms", quantiles(webhooks, published));
    return figures;
  }

  /** The relay leads and the reader has begun. */
  private void awaitFirstEvent() {
    var random = new Random(System.nanoTime());
    await(() -> {
      send(Webhook.ends(random, 1, PROBE), 1);
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      return !published.isEmpty();
    });
  }

  private static boolean seenOf(List<Webhook> webhooks, Map<String, Long> seen) {
    return seen.size() >= webhooks.size()
        && webhooks.stream().allMatch(webhook -> seen.containsKey(webhook.callId()));
  }

  private static void await(BooleanSupplier done) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new CannotStart("not every webhook became an event");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private Map<String, Double> quantiles(List<Webhook> webhooks, Map<String, Long> seen) {
    double[] millis =
        webhooks.stream()
            .map(Webhook::callId)
            .mapToDouble(id -> (seen.getOrDefault(id, 0L) - intended.getOrDefault(id, 0L)) / 1e6)
            .sorted()
            .toArray();
    Map<String, Double> quantiles = new LinkedHashMap<>();
    quantiles.put("p50", at(millis, 0.5));
    quantiles.put("p95", at(millis, 0.95));
    quantiles.put("p99", at(millis, 0.99));
    return quantiles;
  }

  private static double at(double[] sorted, double share) {
    return Math.round(sorted[(int) (share * (sorted.length - 1))] * 10) / 10.0;
  }

  private void send(List<Webhook> webhooks, double perSecond) {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(KafkaClients.producer(kafka, "bench-rate"))) {
      long begun = System.nanoTime();
      for (int n = 0; n < webhooks.size(); n++) {
        long at = begun + Math.round(n * 1e9 / perSecond);
        for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        var webhook = webhooks.get(n);
        intended.put(webhook.callId(), at);
        missing.add(webhook.callId());
        var message = new ProducerRecord<>(Topics.RETELL_WEBHOOKS, webhook.key(), webhook.body());
        message
            .headers()
            .add(Headers.RECEIVED_AT, "1795251610000".getBytes(StandardCharsets.UTF_8))
            .add(Headers.VERDICT, Headers.VERDICT_VALID.getBytes(StandardCharsets.UTF_8));
        var _ = producer.send(message);
      }
    }
  }

  private @Nullable Void readEvents() {
    var partitions =
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(n -> new TopicPartition(Topics.CALL_EVENTS, n))
            .toList();
    try (var consumer =
        new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(kafka, "bench", "bench"))) {
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (!ended) {
        for (var event : consumer.poll(Duration.ofMillis(100))) {
          published.putIfAbsent(new String(event.key(), StandardCharsets.UTF_8), System.nanoTime());
        }
      }
    }
    return null;
  }

  /** Asks again and again for the rows that are to come. */
  private final class Looker {

    private final Connection session;
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    Looker(Connection session) {
      this.session = session;
    }

    @Nullable Void look() throws SQLException {
      try (session;
          var statement =
              session.prepareStatement(
                  "select call_id from calls.retell_calls where call_id = any (?)")) {
        while (!ended) {
          var ids = missing.stream().map(UUID::fromString).toArray();
          statement.setArray(1, session.createArrayOf("uuid", ids));
          try (var found = statement.executeQuery()) {
            long now = System.nanoTime();
            while (found.next()) {
              seen.put(found.getString(1), now);
              missing.remove(found.getString(1));
            }
          }
          LockSupport.parkNanos(LOOK.toNanos());
        }
      }
      return null;
    }
  }
}
