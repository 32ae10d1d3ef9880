package io.callstream.gateway.agent;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What sort of value a member of a configuration has. What a value may be beyond that is Retell's
 * to say, whose lists grow by the month; only the ranges its documents name are checked here.
 */
enum ConfigField {
  TEXT("a string", JsonNode::isString),
  NUMBER("a number", JsonNode::isNumber),
  FLAG("true or false", JsonNode::isBoolean),
  LIST("a list", JsonNode::isArray),
  OBJECT("an object", JsonNode::isObject),
  TEXT_OR_LIST("a string or a list", node -> node.isString() || node.isArray()),
  TEXT_OR_NUMBER("a string or a number", node -> node.isString() || node.isNumber());

  /** From and to, both included (Retell facts 4.1, 4.8). */
  private static final Map<String, long[]> RANGES =
      Map.of(
          "ring_duration_ms", new long[] {5_000, 300_000},
          "max_call_duration_ms", new long[] {60_000, 7_200_000},
          "end_call_after_silence_ms", new long[] {10_000, Long.MAX_VALUE},
          "data_storage_retention_days", new long[] {1, 730},
          "model_temperature", new long[] {0, 1});

  private final String words;

  @SuppressWarnings("ImmutableEnumChecker") // Method references.
  private final Predicate<JsonNode> holds;

  ConfigField(String words, Predicate<JsonNode> holds) {
    this.words = words;
    this.holds = holds;
  }

  /** Members by their names, which are separated by blanks. */
  static Map<String, ConfigField> all(Map<ConfigField, String> names) {
    var fields = new HashMap<String, ConfigField>();
    names.forEach((field, text) -> {
      for (var name : text.strip().split("\\s+", -1)) {
        fields.put(name, field);
      }
    });
    return Map.copyOf(fields);
  }

  /** What is wrong with a value; null when nothing is. JSON's null stands for none. */
  @Nullable String problem(String name, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (!holds.test(value)) {
      return name + " must be " + words;
    }
    var range = RANGES.get(name);
    return range == null || within(range, value.decimalValue())
        ? null
        : name + " must be at least " + range[0] + upTo(range[1]);
  }

  private static boolean within(long[] range, BigDecimal number) {
    return number.compareTo(BigDecimal.valueOf(range[0])) >= 0
        && number.compareTo(BigDecimal.valueOf(range[1])) <= 0;
  }

  private static String upTo(long most) {
    return most == Long.MAX_VALUE ? "" : " and at most " + most;
  }
}
