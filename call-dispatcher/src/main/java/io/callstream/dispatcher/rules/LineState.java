package io.callstream.dispatcher.rules;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.dispatcher.rules.DialNews.GivenUp;
import io.callstream.dispatcher.rules.DialNews.NotSent;
import io.callstream.dispatcher.rules.DialNews.Refused;
import io.callstream.dispatcher.rules.DialNews.Throttled;
import io.callstream.dispatcher.rules.DialNews.Unsure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How Retell has answered lately, over all instances (DESIGN.md, "Limits").
 *
 * @param unknowns creates in a row whose answer is not known
 * @param restUntil no dial before this, and then only after a read that was answered
 * @param wellAt when a read was last answered for that purpose
 * @param throttles 429 answers in a row
 * @param backoffUntil no dial before this
 * @param shut set by 401 and 402
 */
public record LineState(
    int unknowns,
    @Nullable Instant restUntil,
    @Nullable Instant wellAt,
    int throttles,
    @Nullable Instant backoffUntil,
    @Nullable Shut shut) {

  private static final int UNKNOWNS_TO_REST = 3;

  /** Nothing has gone wrong. */
  public static final LineState CLEAR = new LineState(0, null, null, 0, null, null);

  /**
   * The line was shut and a person must open it.
   *
   * @param at by the database's clock
   */
  public record Shut(Instant at, String reason) {}

  /** The line after the sender's answer to one create; evidence of a dial is no answer. */
  public LineState after(DialNews news, Instant now, LineLimits limits) {
    return switch (news) {
      case Accepted _ -> answered(shut, now);
      case Refused refused ->
          answered(refused.stopsTheLine() ? new Shut(now, refused.message()) : shut, now);
      case Throttled throttled ->
          new LineState(0, null, wellAt, throttles + 1, now.plus(wait(throttled, limits)), shut);
      case Unsure _ ->
          new LineState(
              unknowns + 1, rest(unknowns + 1, now, limits), wellAt, throttles, backoffUntil, shut);
      case NotSent _, GivenUp _ -> this;
    };
  }

  /** A create that went out before Retell asked for fewer may be answered after it. */
  private LineState answered(@Nullable Shut shutNow, Instant now) {
    return backoffUntil != null && now.isBefore(backoffUntil)
        ? new LineState(0, null, wellAt, throttles, backoffUntil, shutNow)
        : new LineState(0, null, wellAt, 0, null, shutNow);
  }

  /** Whether the last create was answered, and nothing is waited for. */
  boolean isWell() {
    return unknowns == 0 && throttles == 0 && restUntil == null && backoffUntil == null;
  }

  /** The line after a read that Retell answered. */
  public LineState well(Instant now) {
    return new LineState(unknowns, restUntil, now, throttles, backoffUntil, shut);
  }

  /** Whether a read must be answered before the next dial. */
  public boolean needsWellRead(Instant now) {
    return restUntil != null
        && !now.isBefore(restUntil)
        && (wellAt == null || wellAt.isBefore(restUntil));
  }

  /**
   * Why the line lets nothing through, 401 and 402 left out.
   *
   * @param unanswered creates that wait for their answer
   */
  Optional<Hold> hold(int unanswered, Instant now) {
    if (restUntil != null && now.isBefore(restUntil)) {
      return backoff(unknowns + " creates in a row were not answered; the line rests", restUntil);
    }
    if (needsWellRead(now)) {
      return backoff("Retell must answer a read before the next create", null);
    }
    if (backoffUntil != null && now.isBefore(backoffUntil)) {
      return backoff("Retell asked for fewer calls at a time", backoffUntil);
    }
    if (unknowns > 0 && unanswered > 0) {
      return backoff("After a create that was not answered, one is tried at a time", null);
    }
    return Optional.empty();
  }

  private static Optional<Hold> backoff(String text, @Nullable Instant until) {
    return Optional.of(new Hold(HoldCode.PROVIDER_BACKOFF, text, until));
  }

  private @Nullable Instant rest(int inARow, Instant now, LineLimits limits) {
    return inARow < UNKNOWNS_TO_REST
        ? restUntil
        : now.plus(limits.rest().after(inARow - UNKNOWNS_TO_REST));
  }

  private Duration wait(Throttled throttled, LineLimits limits) {
    var own = limits.throttle().after(throttles);
    var asked = throttled.retryAfter();
    if (asked == null || asked.compareTo(own) < 0) {
      return own;
    }
    return asked.compareTo(limits.retryAfterMax()) < 0 ? asked : limits.retryAfterMax();
  }
}
