package io.callstream.runtime.reader;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.loop.StopSignal;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads topics and hands batches to a handler, each record once in effect: the offset moves in the
 * handler's own transaction, by compare-and-set, so that an owner that was replaced without knowing
 * it changes nothing. Poison goes to the DLT alone; trouble of the surroundings stops and repeats.
 */
public final class StoredOffsetReader implements Worker {

  private static final Logger log = LoggerFactory.getLogger(StoredOffsetReader.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(15);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(32);

  private final ReaderSettings settings;
  private final KafkaSettings kafka;
  private final DataSource database;
  private final BatchHandler handler;
  private final MeterRegistry meters;
  private volatile @Nullable Run running;

  /**
   * Makes a reader that starts with its service.
   *
   * @param database the pool the handler works with: what it does through a {@code JdbcClient} on
   *     this pool is in the reader's transaction
   */
  public StoredOffsetReader(
      ReaderSettings settings,
      KafkaSettings kafka,
      DataSource database,
      BatchHandler handler,
      MeterRegistry meters) {
    this.settings = settings;
    this.kafka = kafka;
    this.database = database;
    this.handler = handler;
    this.meters = meters;
  }

  @Override
  public void start() {
    running = new Run();
  }

  /** Waits for the present transaction to end, for at most 32 s. */
  @Override
  public void stop() {
    Run last = running;
    if (last != null) {
      last.stop();
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /** All that lives between a start and a stop. */
  private final class Run {

    private final StopSignal stop = new StopSignal();
    private final Admin admin =
        Admin.create(KafkaClients.admin(kafka, settings.group() + "-watchdog"));
    private final DeadLetters deadLetters = new DeadLetters(kafka, settings.group());
    private final List<ReaderThread> readers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Loop looks;

    Run() {
      var topicIds = new TopicIds(admin);
      var progress = new Progress();
      ReaderParts parts = parts(topicIds, progress);
      for (int i = 0; i < settings.concurrency(); i++) {
        String name = settings.group() + "-" + i;
        readers.add(new ReaderThread(() -> consumer(name), settings.topics(), parts, stop));
        threads.add(Thread.ofPlatform().name(name).daemon().unstarted(readers.get(i)));
      }
      Runnable renew = () -> readers.forEach(ReaderThread::renew);
      var watchdog = new Watchdog(admin, topicIds, progress, System::nanoTime, renew);
      looks = new Loop(settings.group() + "-watchdog", LOOK_EVERY, watchdog::look, meters);
      showGauges(parts, watchdog);
      threads.forEach(Thread::start);
      looks.start();
    }

    void stop() {
      stop.request();
      looks.stop();
      long deadline = System.nanoTime() + STOPPED_WITHIN.toNanos();
      try {
        for (Thread thread : threads) {
          if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
            log.error("{} did not stop within {} s", thread.getName(), STOPPED_WITHIN.toSeconds());
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      deadLetters.close();
      admin.close(Duration.ofSeconds(2));
    }

    private ReaderParts parts(TopicIds topicIds, Progress progress) {
      var metrics = new ReaderMetrics(meters, settings.group());
      var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
      var offsets = new StoredOffsets(JdbcClient.create(database), settings.schema());
      return new ReaderParts(
          new Claiming(transactions, offsets, topicIds, metrics),
          new Applying(transactions, offsets, handler, deadLetters, metrics),
          progress,
          metrics,
          System::nanoTime);
    }

    private Consumer<byte[], byte[]> consumer(String clientId) {
      Map<String, Object> config = KafkaClients.consumer(kafka, settings.group(), clientId);
      config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxPollRecords());
      return new KafkaConsumer<>(config);
    }

    private void showGauges(ReaderParts parts, Watchdog watchdog) {
      ReaderMetrics metrics = parts.metrics();
      metrics.gauge(
          "callstream.reader.stalled",
          "Partitions without progress for 60 s although there is more to read",
          watchdog,
          Watchdog::stalledCount);
      metrics.gauge(
          "callstream.reader.stopped",
          "Partitions stopped for too many dead letters, and threads that halted",
          this,
          run -> parts.progress().stoppedCount() + run.haltedCount());
      for (String topic : settings.topics()) {
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(n -> new TopicPartition(topic, n))
            .forEach(p ->
                metrics.gauge(
                    "callstream.reader.lag",
                    "Committed records not read yet, at the last look",
                    watchdog,
                    w -> w.lag(p),
                    "topic",
                    topic,
                    "partition",
                    Integer.toString(p.partition())));
      }
    }

    private long haltedCount() {
      return readers.stream().filter(ReaderThread::isHalted).count();
    }
  }
}
