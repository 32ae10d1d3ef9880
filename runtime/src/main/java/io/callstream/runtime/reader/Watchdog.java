package io.callstream.runtime.reader;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a reader from outside, through a client of its own: how far each partition lags, whether
 * one stands still although there is more to read, and whether a topic was made anew.
 */
final class Watchdog {

  static final Duration STALLED_AFTER = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final long ANSWER_LIMIT_S = 20;

  private final Admin admin;
  private final TopicIds topicIds;
  private final Progress progress;
  private final LongSupplier nanoTime;
  private final Runnable renew;
  private Map<TopicPartition, Behind> behind = Map.of();
  private long renewedAt;
  private volatile Map<TopicPartition, Long> lags = Map.of();
  private volatile Set<TopicPartition> stalled = Set.of();

  /**
   * A partition of which there was more to read.
   *
   * @param position the next offset to read
   * @param since the first look that found it so, by the nano clock
   */
  private record Behind(long position, long since) {}

  /**
   * @param renew has all threads give up their consumers for new ones
   */
  Watchdog(
      Admin admin, TopicIds topicIds, Progress progress, LongSupplier nanoTime, Runnable renew) {
    this.admin = admin;
    this.topicIds = topicIds;
    this.progress = progress;
    this.nanoTime = nanoTime;
    this.renew = renew;
    this.renewedAt = nanoTime.getAsLong();
  }

  /** One look; never more to do at once. */
  boolean look() throws InterruptedException, ExecutionException, TimeoutException {
    measure(progress.positions());
    compareTopics(progress.topicIds());
    return false;
  }

  /** Committed records between what is read and the end; 0 for a partition we do not hold. */
  long lag(TopicPartition partition) {
    return lags.getOrDefault(partition, 0L);
  }

  int stalledCount() {
    return stalled.size();
  }

  private void measure(Map<TopicPartition, Long> positions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, Behind> before = behind;
    // A look that fails has seen nothing: what went on since is not known to the next one.
    behind = Map.of();
    Map<TopicPartition, Long> ends = positions.isEmpty() ? Map.of() : ends(positions.keySet());
    Map<TopicPartition, Long> measured = new HashMap<>();
    Map<TopicPartition, Behind> found = new HashMap<>();
    positions.forEach((partition, position) -> {
      long lag = Math.max(0, ends.getOrDefault(partition, position) - position);
      measured.put(partition, lag);
      if (lag > 0 && !progress.isStopped(partition)) {
        found.put(partition, since(before.get(partition), position));
      }
    });
    lags = Map.copyOf(measured);
    stalled =
        found.entrySet().stream()
            .filter(one -> isLongAgo(one.getValue().since()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    behind = found;
    if (!stalled.isEmpty() && isLongAgo(renewedAt)) {
      log.error("no progress for {} s: {}", STALLED_AFTER.toSeconds(), stalled);
      renewedAt = nanoTime.getAsLong();
      renew.run();
    }
  }

  /** What an idle partition has just received is not late, however long nothing came. */
  private Behind since(@Nullable Behind before, long position) {
    return before != null && before.position() == position
        ? before
        : new Behind(position, nanoTime.getAsLong());
  }

  private boolean isLongAgo(long time) {
    return nanoTime.getAsLong() - time > STALLED_AFTER.toNanos();
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(ANSWER_LIMIT_S, TimeUnit.SECONDS)
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /**
   * A topic made anew need not cause an assignment, and may have more records than were read of the
   * old one: the threads must look at its id again.
   */
  private void compareTopics(Map<TopicPartition, UUID> read)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (read.isEmpty()) {
      return;
    }
    Map<String, UUID> now =
        topicIds.of(read.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
    Set<String> anew =
        read.entrySet().stream()
            .filter(one -> !one.getValue().equals(now.get(one.getKey().topic())))
            .map(one -> one.getKey().topic())
            .collect(Collectors.toSet());
    if (!anew.isEmpty()) {
      log.error("made anew, to be read from their start: {}", anew);
      renew.run();
    }
  }
}
