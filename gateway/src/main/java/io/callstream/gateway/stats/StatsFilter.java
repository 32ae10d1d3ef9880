package io.callstream.gateway.stats;

import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.Storable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are counted, by the hour in which they were requested.
 *
 * @param since a full hour, inclusive
 * @param until a full hour, exclusive
 */
record StatsFilter(
    Instant since, Instant until, @Nullable String agentId, @Nullable UUID campaignId) {

  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(366);

  /** What a query asks for. */
  sealed interface Reading {

    record Wanted(StatsFilter filter) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  /** Reads the parameters of {@code GET /api/v1/calls/stats}; times are widened to full hours. */
  static Reading read(Query query, Instant now) {
    var errors = new ArrayList<FieldError>();
    var until = time(query, "until", now, errors).plus(Duration.ofHours(1).minusNanos(1));
    var since = time(query, "since", until.minus(USUAL), errors);
    var filter =
        new StatsFilter(
            since.truncatedTo(ChronoUnit.HOURS),
            until.truncatedTo(ChronoUnit.HOURS),
            query.get("agent_id"),
            campaign(query, errors));
    if (errors.isEmpty() && Duration.between(filter.since, filter.until).compareTo(LONGEST) > 0) {
      errors.add(new FieldError("since", "Must be at most " + LONGEST.toDays() + " days ago"));
    }
    return errors.isEmpty() ? new Reading.Wanted(filter) : new Reading.Wrong(errors);
  }

  private static Instant time(
      Query query, String name, Instant whenMissing, List<FieldError> errors) {
    var text = query.get(name);
    if (text == null) {
      return whenMissing;
    }
    try {
      // A plus sign that was not percent-encoded has become a blank.
      var time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      if (Storable.isStorable(time)) {
        return time;
      }
    } catch (DateTimeException _) {
      // Said below.
    }
    errors.add(new FieldError(name, "Must be a time in ISO-8601 with its offset"));
    return whenMissing;
  }

  private static @Nullable UUID campaign(Query query, List<FieldError> errors) {
    var text = query.get("campaign_id");
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      errors.add(new FieldError("campaign_id", "Must be a UUID"));
      return null;
    }
  }
}
