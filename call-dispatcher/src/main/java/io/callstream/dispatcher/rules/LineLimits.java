package io.callstream.dispatcher.rules;

import java.time.Duration;

/**
 * How the line behaves when Retell does not answer well.
 *
 * @param rest after three unknowns in a row: {@code DIAL_REST_MIN} doubling to {@code
 *     DIAL_REST_MAX}
 * @param throttle shared waits after 429
 * @param retryAfterMax a longer wait asked for by Retell is cut to this
 */
public record LineLimits(Backoff rest, Backoff throttle, Duration retryAfterMax) {

  private static final Backoff THROTTLE =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(10);

  /** The longest wait that a 429 can lead to. */
  public Duration longestBackoff() {
    var own = throttle.longest();
    return own.compareTo(retryAfterMax) > 0 ? own : retryAfterMax;
  }

  /** The limits with these rests and the usual waits after 429. */
  public static LineLimits resting(Duration min, Duration max) {
    return new LineLimits(new Backoff(min, max), THROTTLE, RETRY_AFTER_MAX);
  }
}
