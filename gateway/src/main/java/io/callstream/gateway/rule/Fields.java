package io.callstream.gateway.rule;

import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Storable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object as rules need them. What is wrong is noted and a stand-in returned,
 * so that all errors are found at once. A field that is null counts as left out.
 */
public final class Fields {

  private final ObjectNode object;
  private final String path;
  private final List<FieldError> errors;

  /**
   * @param path of the object, such as {@code $.window}
   * @param errors what is wrong is added here
   */
  public Fields(ObjectNode object, String path, List<FieldError> errors) {
    this.object = object;
    this.path = path;
    this.errors = errors;
  }

  /** Notes what is wrong with a field. */
  public void wrong(String name, String message) {
    errors.add(new FieldError(FieldError.member(path, name), message));
  }

  /** Refuses fields of other names. */
  public void onlyKnown(Set<String> known) {
    object.propertyNames().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> wrong(name, "Unknown field"));
  }

  /** The field, unless it is left out. */
  public @Nullable JsonNode present(String name) {
    var node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  /** A text of so many characters at most. */
  public @Nullable String text(String name, int maxLength) {
    var node = present(name);
    if (node == null) {
      return null;
    }
    if (!node.isString()
        || node.stringValue().isBlank()
        || node.stringValue().length() > maxLength) {
      wrong(name, "Must be a string of 1 to " + maxLength + " characters");
      return null;
    }
    return node.stringValue();
  }

  /** A whole number within bounds. */
  public @Nullable Long whole(String name, long min, long max) {
    var node = present(name);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      wrong(name, "Must be a whole number from " + min + " to " + max);
      return null;
    }
    return node.longValue();
  }

  /** A number within bounds. */
  public @Nullable BigDecimal number(String name, BigDecimal min, BigDecimal max) {
    var node = present(name);
    if (node == null) {
      return null;
    }
    if (!node.isNumber()
        || node.decimalValue().compareTo(min) < 0
        || node.decimalValue().compareTo(max) > 0) {
      wrong(name, "Must be a number from " + min + " to " + max);
      return null;
    }
    return node.decimalValue();
  }

  /** A moment. */
  public @Nullable Instant time(String name) {
    var node = present(name);
    if (node == null) {
      return null;
    }
    try {
      var time =
          OffsetDateTime.parse(node.isString() ? node.stringValue() : "")
              .toInstant()
              .truncatedTo(ChronoUnit.MILLIS);
      if (Storable.isStorable(time)) {
        return time;
      }
    } catch (DateTimeException _) {
      // Said below, like a time that nobody can keep.
    }
    wrong(name, "Must be a time in ISO-8601 with its offset, such as 2027-01-31T09:30:00Z");
    return null;
  }

  /** A list of strings; empty when it is left out. */
  public List<String> texts(String name, int maxCount) {
    var node = present(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()
        || node.size() > maxCount
        || !node.valueStream().allMatch(JsonNode::isString)) {
      wrong(name, "Must be a list of at most " + maxCount + " strings");
      return List.of();
    }
    return node.valueStream().map(JsonNode::stringValue).toList();
  }

  /**
   * Numbers to call from, in E.164.
   *
   * @param known are not looked at again
   */
  public List<String> numbers(String name, int maxCount, Set<String> known) {
    var numbers = texts(name, maxCount);
    for (int i = 0; i < numbers.size(); i++) {
      int index = i;
      Optional.of(numbers.get(i))
          .filter(number -> !known.contains(number))
          .flatMap(PhoneNumbers::problem)
          .ifPresent(problem ->
              errors.add(
                  new FieldError(
                      FieldError.element(FieldError.member(path, name), index), problem)));
    }
    return numbers;
  }

  /** The fields of an object within this one. */
  public Optional<Fields> object(String name) {
    var node = present(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode inner)) {
      wrong(name, "Must be a JSON object");
      return Optional.empty();
    }
    return Optional.of(new Fields(inner, FieldError.member(path, name), errors));
  }

  /** The objects of a list within this one. */
  public List<Fields> objects(String name, int maxCount) {
    var node = present(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()
        || node.size() > maxCount
        || !node.valueStream().allMatch(ObjectNode.class::isInstance)) {
      wrong(name, "Must be a list of at most " + maxCount + " objects");
      return List.of();
    }
    var found = new ArrayList<Fields>();
    for (int i = 0; i < node.size(); i++) {
      var at = FieldError.element(FieldError.member(path, name), i);
      found.add(new Fields((ObjectNode) node.get(i), at, errors));
    }
    return found;
  }

  /** The names of this object's fields. */
  public List<String> names() {
    return List.copyOf(object.propertyNames());
  }

  /** All fields as strings. */
  public Map<String, String> strings() {
    var strings = new LinkedHashMap<String, String>();
    for (var member : object.properties()) {
      if (member.getValue().isString()) {
        strings.put(member.getKey(), member.getValue().stringValue());
      } else {
        wrong(member.getKey(), "Must be a string");
      }
    }
    return strings;
  }
}
