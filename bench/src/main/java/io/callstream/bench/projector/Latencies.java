package io.callstream.bench.projector;

import io.callstream.bench.Database;
import io.callstream.bench.Figure.Quantiles;
import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.stack.CannotStart;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How long a webhook takes from the moment at which Kafka was to get it until its row can be read,
 * and until its event can, at a fixed rate; and at which rate events come out at most.
 */
final class Latencies {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final int PROBE_BYTES = 2_000;
  private static final int PROBE = 1;

  /** Of so many webhooks one row is looked for: looking for all would cost what is measured. */
  private static final int LOOKED_FOR = 10;

  private final KafkaSettings kafka;
  private final Database database;
  private final long receivedAt;
  private final Map<String, Long> intended = new ConcurrentHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> visible = new ConcurrentHashMap<>();
  private final Map<String, Long> published = new ConcurrentHashMap<>();
  private volatile boolean ended;

  Latencies(KafkaSettings kafka, Database database, long receivedAt) {
    this.kafka = kafka;
    this.database = database;
    this.receivedAt = receivedAt;
  }

  /** From the intended sending of a webhook. */
  record Seen(Quantiles row, Quantiles event) {}

  /** Sends them at that rate; what the later half of them took. */
  Seen measure(List<Webhook> webhooks, double perSecond) throws SQLException {
    var session = database.connect();
    run(
        () -> look(session),
        () -> {
          send(webhooks, perSecond);
          await(() -> seenOf(webhooks, published) && seenOf(lookedFor(webhooks), visible));
        });
    int half = webhooks.size() / 2 / LOOKED_FOR * LOOKED_FOR;
    var warm = webhooks.subList(half, webhooks.size());
    return new Seen(quantiles(lookedFor(warm), visible), quantiles(warm, published));
  }

  private static List<Webhook> lookedFor(List<Webhook> webhooks) {
    return IntStream.range(0, webhooks.size())
        .filter(n -> n % LOOKED_FOR == 0)
        .mapToObj(webhooks::get)
        .toList();
  }

  /** Sends them as fast as can be; how many a second come out as events. */
  double most(List<Webhook> webhooks) {
    run(
        () -> null,
        () -> {
          send(webhooks, Double.POSITIVE_INFINITY);
          await(() -> seenOf(webhooks, published));
        });
    long begun = webhooks.stream().mapToLong(w -> at(intended, w)).min().orElseThrow();
    long over = webhooks.stream().mapToLong(w -> at(published, w)).max().orElseThrow();
    return webhooks.size() * 1e9 / (over - begun);
  }

  private void run(Callable<@Nullable Void> looking, Runnable sending) {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var reads = threads.submit(this::readEvents);
      var looks = threads.submit(looking);
      try {
        awaitFirstEvent();
        sending.run();
      } finally {
        ended = true;
      }
      reads.get();
      looks.get();
    } catch (ExecutionException e) {
      throw new CannotStart("latencies could not be measured: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** The relay leads and the reader has begun. */
  private void awaitFirstEvent() {
    var random = new Random(System.nanoTime());
    await(() -> {
      send(Webhook.ends(random, PROBE, PROBE_BYTES), 1);
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

  private Quantiles quantiles(List<Webhook> webhooks, Map<String, Long> seen) {
    return Quantiles.of(
        webhooks.stream().mapToDouble(w -> (at(seen, w) - at(intended, w)) / 1e6).toArray());
  }

  private static long at(Map<String, Long> moments, Webhook webhook) {
    return moments.getOrDefault(webhook.callId(), 0L);
  }

  private void send(List<Webhook> webhooks, double perSecond) {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(KafkaClients.producer(kafka, "bench-rate"))) {
      // Connected before the first is due.
      producer.partitionsFor(Topics.RETELL_WEBHOOKS);
      long begun = System.nanoTime();
      for (int n = 0; n < webhooks.size(); n++) {
        long due = begun + Math.round(n * 1e9 / perSecond);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        var webhook = webhooks.get(n);
        intended.put(webhook.callId(), due);
        if (n % LOOKED_FOR == 0) {
          missing.add(webhook.callId());
        }
        var _ = producer.send(webhook.message(receivedAt));
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

  /** Asks again and again for the rows that are to come: by key, however small the table was. */
  private @Nullable Void look(Connection session) throws SQLException {
    try (session;
        var keyed = session.createStatement();
        var statement =
            session.prepareStatement(
                "select call_id from calls.retell_calls where call_id = any (?)")) {
      keyed.execute("set enable_seqscan = off");
      while (!ended) {
        var ids = missing.stream().map(UUID::fromString).toArray();
        statement.setArray(1, session.createArrayOf("uuid", ids));
        try (var found = statement.executeQuery()) {
          long now = System.nanoTime();
          while (found.next()) {
            visible.put(found.getString(1), now);
            missing.remove(found.getString(1));
          }
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
    return null;
  }
}
