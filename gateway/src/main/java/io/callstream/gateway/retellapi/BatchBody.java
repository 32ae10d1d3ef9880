package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.recipient.BatchPeople.Task;
import io.callstream.gateway.web.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of Retell's create-batch-call as a campaign and its people. Pure. */
final class BatchBody {

  private static final Set<String> KNOWN =
      Set.of("from_number", "tasks", "name", "trigger_timestamp", "call_time_window");

  private static final int NAME_MAX = 200;
  private static final Duration MAX_AHEAD = Duration.ofDays(366);

  /** Whoever sends seconds is before it; a time that has passed is at once. */
  private static final Instant EARLIEST = Instant.parse("2017-01-01T00:00:00Z");

  private final ObjectNode body;
  private final Instant now;
  private final List<FieldError> errors = new ArrayList<>();

  private BatchBody(ObjectNode body, Instant now) {
    this.body = body;
    this.now = now;
  }

  /** What a body says. */
  sealed interface Reading {

    /**
     * A campaign.
     *
     * @param rules the body of {@code POST /api/v1/campaigns}
     * @param startAt null for at once
     */
    record Batch(ObjectNode rules, List<Task> tasks, @Nullable Instant startAt)
        implements Reading {}

    /** Holds at least one error, in Retell's names. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  static Reading read(ObjectNode body, Instant now) {
    return new BatchBody(body, now).read();
  }

  private Reading read() {
    body.properties().stream()
        .filter(member -> !KNOWN.contains(member.getKey()) && !member.getValue().isNull())
        .filter(member -> !isNoReserve(member))
        .forEach(member -> wrong(member.getKey(), "Callstream does not pass this on"));
    var from = text("from_number");
    if (from == null) {
      wrong("from_number", "from_number is missing");
    }
    var window = BatchWindow.read(body.get("call_time_window"), errors);
    var tasks = new BatchTasks(window.timezone(), errors).read(body.path("tasks"));
    var startAt = startAt();
    return errors.isEmpty()
        ? new Reading.Batch(rules(from, window, tasks, startAt), tasks.people(), startAt)
        : new Reading.Wrong(errors);
  }

  /** To keep nothing free for others is what happens anyway. */
  private static boolean isNoReserve(Map.Entry<String, JsonNode> member) {
    return member.getKey().equals("reserved_concurrency")
        && member.getValue().isInt()
        && member.getValue().intValue() == 0;
  }

  private ObjectNode rules(
      @Nullable String from, BatchWindow window, BatchTasks.Read tasks, @Nullable Instant startAt) {
    var name = text("name");
    var rules = Json.mapper().createObjectNode().put("name", name == null ? "Batch" : name);
    rules.putArray("from_numbers").add(from);
    if (tasks.agentId() != null) {
      rules.put("agent_id", tasks.agentId());
    }
    if (startAt != null) {
      rules.put("start_at", Json.text(startAt));
    }
    rules.set("window", window.rule());
    return rules;
  }

  private @Nullable String text(String name) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isString()
        || node.stringValue().isBlank()
        || node.stringValue().length() > NAME_MAX) {
      wrong(name, "Must be a string of 1 to " + NAME_MAX + " characters");
    }
    return node.asString("");
  }

  private @Nullable Instant startAt() {
    var node = body.get("trigger_timestamp");
    if (node == null || node.isNull()) {
      return null;
    }
    long latest = now.plus(MAX_AHEAD).toEpochMilli();
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < EARLIEST.toEpochMilli()
        || node.longValue() > latest) {
      wrong("trigger_timestamp", "Must be a time within a year, in milliseconds");
      return null;
    }
    return Instant.ofEpochMilli(node.longValue());
  }

  private void wrong(String name, String message) {
    errors.add(new FieldError(FieldError.member(FieldError.BODY, name), message));
  }
}
