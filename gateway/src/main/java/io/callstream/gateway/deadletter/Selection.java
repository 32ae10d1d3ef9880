package io.callstream.gateway.deadletter;

import io.callstream.contracts.Topics;
import io.callstream.gateway.web.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which open dead letters something is done about: these, or all of a topic, a reason or both.
 *
 * @param ids empty when topic or reason decide
 * @param last the newest id of those meant; null for all that there are now
 */
public record Selection(
    List<Long> ids, @Nullable String topic, @Nullable String reason, @Nullable Long last) {

  static final int IDS_MAX = 1_000;

  /** What a body asks for, or why it is refused. */
  sealed interface Reading {

    record Wanted(Selection selection, @Nullable String note) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  /** One letter. */
  public static Selection of(long id) {
    return new Selection(List.of(id), null, null, null);
  }

  /** All of a topic, a reason or both. */
  public static Selection of(@Nullable String topic, @Nullable String reason) {
    return new Selection(List.of(), topic, reason, null);
  }

  /**
   * Reads {@code {ids | topic, reason}}, with the {@code last} that the answer before gave, and a
   * {@code note} where one is needed.
   *
   * @param needsNote whether it must say why
   */
  static Reading read(ObjectNode body, boolean needsNote) {
    var errors = new ArrayList<FieldError>();
    for (var member : body.propertyNames()) {
      if (!List.of("ids", "topic", "reason", "last").contains(member)
          && !(needsNote && member.equals("note"))) {
        errors.add(new FieldError(member, "Unknown field"));
      }
    }
    var ids = ids(body, errors);
    var topic = text(body, "topic", errors);
    var reason = text(body, "reason", errors);
    var last = last(body, errors);
    var note = needsNote ? text(body, "note", errors) : null;
    if (needsNote && note == null && errors.isEmpty()) {
      errors.add(new FieldError("note", "Must say why"));
    }
    if (errors.isEmpty() && ids.isEmpty() == (topic == null && reason == null)) {
      errors.add(
          new FieldError(FieldError.BODY, "Must have either ids, or topic or reason or both"));
    }
    return errors.isEmpty()
        ? new Reading.Wanted(
            new Selection(ids, topic == null ? null : original(topic), reason, last), note)
        : new Reading.Wrong(errors);
  }

  /** The topic itself, also by the name of its dead-letter topic. */
  static String original(String topic) {
    var suffix = Topics.deadLetters("");
    return topic.endsWith(suffix) ? topic.substring(0, topic.length() - suffix.length()) : topic;
  }

  private static List<Long> ids(ObjectNode body, List<FieldError> errors) {
    var node = body.get("ids");
    if (node == null || node.isNull()) {
      return List.of();
    }
    var ids = new ArrayList<Long>();
    node.forEach(id -> {
      if (id.isIntegralNumber() && id.canConvertToLong()) {
        ids.add(id.longValue());
      }
    });
    if (!node.isArray() || ids.isEmpty() || ids.size() != node.size() || ids.size() > IDS_MAX) {
      errors.add(new FieldError("ids", "Must be a list of 1 to " + IDS_MAX + " numbers"));
    }
    return ids;
  }

  private static @Nullable Long last(ObjectNode body, List<FieldError> errors) {
    var node = body.get("last");
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      errors.add(new FieldError("last", "Must be a number"));
      return null;
    }
    return node.longValue();
  }

  private static @Nullable String text(ObjectNode body, String name, List<FieldError> errors) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isString() || node.stringValue().isBlank() || node.stringValue().length() > 1_000) {
      errors.add(new FieldError(name, "Must be a text of 1 to 1000 characters"));
      return null;
    }
    return node.stringValue();
  }
}
