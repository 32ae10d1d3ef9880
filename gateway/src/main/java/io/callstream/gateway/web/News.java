package io.callstream.gateway.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Tells what is worth a line in the log from what was said a moment ago. */
public final class News {

  private static final Duration OLD_AFTER = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final ConcurrentMap<String, Instant> said = new ConcurrentHashMap<>();

  /** Of one place. */
  public News(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Whether nothing of this kind was news in the last minute.
   *
   * @param kind one of a few; each is kept
   */
  public boolean isNews(String kind) {
    var now = clock.instant();
    var before = said.get(kind);
    return before == null
        ? said.putIfAbsent(kind, now) == null
        : !now.isBefore(before.plus(OLD_AFTER)) && said.replace(kind, before, now);
  }
}
