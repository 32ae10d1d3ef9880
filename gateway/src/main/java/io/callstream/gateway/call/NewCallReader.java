package io.callstream.gateway.call;

import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.rule.Fields;
import io.callstream.gateway.rule.RetryReader;
import io.callstream.gateway.rule.WindowReader;
import io.callstream.gateway.web.FieldError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /api/v1/calls} (CONTRACT.md, "HTTP"). A field that is null counts
 * as left out. All errors are found at once.
 */
final class NewCallReader {

  static final int AGENT_ID_MAX_LENGTH = 256;

  /** How long after it is due a call may be dialled, unless it says. */
  static final Duration DEFAULT_EXPIRY = Duration.ofHours(24);

  /** How far ahead a call may be scheduled. */
  static final Duration MAX_AHEAD = Duration.ofDays(366);

  /** How far back {@code schedule_at} may lie and still mean now: clocks differ. */
  static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private static final Set<String> KNOWN =
      Set.of(
          "to_number",
          "phoneNumber",
          "agent_id",
          "agentId",
          "from_number",
          "variables",
          "metadata",
          "schedule_at",
          "expires_at",
          "retry",
          "window");

  private final ObjectNode body;
  private final CallDefaults defaults;
  private final Instant now;
  private final List<FieldError> errors = new ArrayList<>();

  /** What a body says: a call, or why it is none. */
  sealed interface Reading {

    record Call(NewCall call) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  private NewCallReader(ObjectNode body, CallDefaults defaults, Instant now) {
    this.body = body;
    this.defaults = defaults;
    this.now = now;
  }

  static Reading read(ObjectNode body, CallDefaults defaults, Instant now) {
    return new NewCallReader(body, defaults, now).read();
  }

  private Reading read() {
    var toNumber = number("to_number", alias("to_number", "phoneNumber"), null);
    var fromNumber = number("from_number", "from_number", defaults.fromNumber());
    var agentId = agentId();
    var content = new CallContent(body, errors);
    var variables = content.variables("variables");
    var metadata = content.metadata();
    var scheduleAt = time("schedule_at");
    var dueAt = scheduleAt == null || scheduleAt.isBefore(now) ? now : scheduleAt;
    var expiresAt = Objects.requireNonNullElse(time("expires_at"), dueAt.plus(DEFAULT_EXPIRY));
    checkTimes(scheduleAt, dueAt, expiresAt);
    var rules = new Fields(body, FieldError.BODY, errors);
    var window = rules.object("window").map(WindowReader::ofCall).orElse(null);
    var retry = rules.object("retry").map(RetryReader::ofCall).orElse(null);
    refuseUnknown();
    return errors.isEmpty()
        ? new Reading.Call(
            new NewCall(
                toNumber,
                fromNumber,
                agentId,
                variables,
                metadata,
                dueAt,
                expiresAt,
                window,
                retry))
        : new Reading.Wrong(errors);
  }

  /** The name under which the caller gave a field: ours or the seed's. */
  private String alias(String name, String seedName) {
    if (present(name) != null && present(seedName) != null) {
      wrong(seedName, "Give either " + name + " or " + seedName + ", not both");
    }
    return present(name) == null && present(seedName) != null ? seedName : name;
  }

  private String number(String name, String givenAs, @Nullable String preset) {
    var node = present(givenAs);
    if (node == null) {
      if (preset == null) {
        wrong(
            name, name + " is missing" + (name.equals("from_number") ? " and has no default" : ""));
      }
      return Objects.requireNonNullElse(preset, "");
    }
    if (!node.isString()) {
      wrong(givenAs, PhoneNumbers.INVALID + ": it must be a string");
      return "";
    }
    PhoneNumbers.problem(node.stringValue()).ifPresent(problem -> wrong(givenAs, problem));
    return node.stringValue();
  }

  private @Nullable String agentId() {
    var name = alias("agent_id", "agentId");
    var node = present(name);
    if (node == null) {
      return defaults.agentId();
    }
    if (!node.isString()
        || node.stringValue().isBlank()
        || node.stringValue().length() > AGENT_ID_MAX_LENGTH) {
      wrong(name, "Must be a string of 1 to " + AGENT_ID_MAX_LENGTH + " characters");
      return null;
    }
    return node.stringValue();
  }

  private @Nullable Instant time(String name) {
    var node = present(name);
    if (node == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(node.isString() ? node.stringValue() : "")
          .toInstant()
          .truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      wrong(name, "Must be a time in ISO-8601 with its offset, such as 2027-01-31T09:30:00Z");
      return null;
    }
  }

  private void checkTimes(@Nullable Instant scheduleAt, Instant dueAt, Instant expiresAt) {
    if (scheduleAt != null && scheduleAt.isBefore(now.minus(CLOCK_TOLERANCE))) {
      wrong("schedule_at", "Must not lie in the past");
    }
    if (dueAt.isAfter(now.plus(MAX_AHEAD))) {
      wrong("schedule_at", "Must not lie more than " + MAX_AHEAD.toDays() + " days ahead");
    }
    if (!expiresAt.isAfter(dueAt)) {
      wrong("expires_at", "Must be later than the moment the call is due");
    }
    if (expiresAt.isAfter(now.plus(MAX_AHEAD).plus(MAX_AHEAD))) {
      wrong("expires_at", "Must not lie more than " + 2 * MAX_AHEAD.toDays() + " days ahead");
    }
  }

  private void refuseUnknown() {
    for (var name : body.propertyNames()) {
      if (!KNOWN.contains(name)) {
        wrong(name, "Unknown field");
      }
    }
  }

  private @Nullable JsonNode present(String name) {
    var node = body.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private void wrong(String name, String message) {
    errors.add(new FieldError(FieldError.member(FieldError.BODY, name), message));
  }
}
