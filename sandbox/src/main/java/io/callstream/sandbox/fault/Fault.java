package io.callstream.sandbox.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that shall go wrong.
 *
 * @param probability from 0 to 1, of each time it could
 * @param left times it will still; null without end
 */
public record Fault(
    Kind kind,
    Target target,
    double probability,
    @Nullable Integer left,
    Effect effect,
    Span span) {

  /** What goes wrong. */
  public enum Kind {
    /** The connection is cut, nothing was done. */
    OUTAGE,
    /** What was asked for is done, and the connection cut in place of the answer. */
    ANSWER_LOST,
    /** The answer comes late. */
    ANSWER_SLOW,
    /** An error is answered, nothing was done. */
    REFUSED,
    WEBHOOK_DROPPED,
    WEBHOOK_REPEATED,
    WEBHOOK_LATE,
    /** It comes after the next one of its call. */
    WEBHOOK_REORDERED;

    /** As it is written. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it befalls webhooks; else requests. */
    public boolean ofWebhooks() {
      return name().startsWith("WEBHOOK");
    }
  }

  /**
   * Whom it befalls; what is null is any.
   *
   * @param path of a request, or how it begins
   * @param number that is called, or how it ends
   * @param event of a webhook
   */
  public record Target(@Nullable String path, @Nullable String number, @Nullable String event) {

    boolean includes(Subject subject) {
      return (path == null || (subject.path() != null && subject.path().startsWith(path)))
          && (number == null || (subject.number() != null && subject.number().endsWith(number)))
          && (event == null || event.equals(subject.event()));
    }
  }

  /**
   * What something befalls.
   *
   * @param path null for a webhook
   * @param number that is called; null where there is none
   * @param event null for a request
   */
  public record Subject(@Nullable String path, @Nullable String number, @Nullable String event) {}

  /**
   * What it does.
   *
   * @param status of a refusal
   * @param delay of what is slow or late, in real time
   */
  public record Effect(int status, Duration delay) {}

  /**
   * When it may.
   *
   * @param until null without end
   */
  public record Span(Instant from, @Nullable Instant until) {

    boolean includes(Instant now) {
      return !now.isBefore(from) && (until == null || now.isBefore(until));
    }
  }

  /** Whether it will not happen any more. */
  boolean isOver(Instant now) {
    return (left != null && left == 0) || (span.until() != null && !now.isBefore(span.until()));
  }

  Fault once() {
    return new Fault(kind, target, probability, left == null ? null : left - 1, effect, span);
  }
}
