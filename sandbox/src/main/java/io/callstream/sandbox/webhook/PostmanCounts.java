package io.callstream.sandbox.webhook;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has become of the webhooks; the first of each kind of loss is also logged. */
public final class PostmanCounts {

  private static final Logger log = LoggerFactory.getLogger(PostmanCounts.class);

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  void taken() {
    taken.incrementAndGet();
  }

  void retried() {
    retried.incrementAndGet();
  }

  void givenUp() {
    if (givenUp.incrementAndGet() == 1) {
      log.warn("A webhook was not taken in four tries and is lost; further ones are only counted");
    }
  }

  void dropped() {
    if (dropped.incrementAndGet() == 1) {
      log.warn("Too many webhooks wait: one is dropped; further ones are only counted");
    }
  }

  /** Totals since the start, by name. */
  public Map<String, Long> totals() {
    return new TreeMap<>(
        Map.of(
            "webhooks_taken", taken.get(),
            "webhooks_retried", retried.get(),
            "webhooks_given_up", givenUp.get(),
            "webhooks_dropped", dropped.get()));
  }
}
