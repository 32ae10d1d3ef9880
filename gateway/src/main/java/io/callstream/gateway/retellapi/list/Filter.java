package io.callstream.gateway.retellapi.list;

import static io.callstream.gateway.retellapi.list.Refused.unless;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.JsonNode;

/** One filter of Retell's v3, {@code {type, op, value}}, as a condition. Pure. */
final class Filter {

  private static final long MILLIS_MAX = Instant.parse("9998-12-31T00:00:00Z").toEpochMilli();
  private static final int VALUES_MAX = 1_000;

  private static final Map<String, String> COMPARISONS =
      Map.of("eq", "=", "gt", ">", "ge", ">=", "lt", "<", "le", "<=");

  private final String name;
  private final JsonNode json;
  private final Column column;

  /** What stands for placeholders in the column itself: the key of a keyed filter. */
  private final List<Object> key;

  private Filter(String name, JsonNode json, Column column, List<Object> key) {
    this.name = name;
    this.json = json;
    this.column = column;
    this.key = key;
  }

  /** A filter of a column. */
  static Condition of(String name, JsonNode json, Column column) throws Refused {
    return new Filter(name, json, column, List.of()).read();
  }

  /** A filter of a member. */
  static Condition keyed(String name, JsonNode json, Column column) throws Refused {
    unless(json.path("key").isString(), name + " needs a key");
    return new Filter(name, json, column, List.of(json.path("key").stringValue())).read();
  }

  private Condition read() throws Refused {
    unless(json.isObject(), name + " must be an object");
    if (is("present")) {
      return presence();
    }
    return switch (column.kind()) {
      case TEXT -> text();
      case WORD -> word();
      case NUMBER, TIME -> number();
      case TRUTH -> truth();
    };
  }

  private Condition presence() throws Refused {
    return switch (op()) {
      case "pr" -> condition("is not null");
      case "np" -> condition("is null");
      default -> throw new Refused(name + " is filtered by pr or np when its type is present");
    };
  }

  private Condition text() throws Refused {
    unless(is("string") && json.path("value").isString(), name + " is a string filter");
    var value = json.path("value").stringValue();
    return switch (op()) {
      case "eq" -> condition("= ?", value);
      case "ne" -> condition("is distinct from ?", value);
      case "sw" -> wrapped("starts_with(", ", ?)", value);
      case "ew" -> wrapped("right(", ", length(?)) = ?", value, value);
      case "co" -> wrapped("strpos(", ", ?) > 0", value);
      default -> throw new Refused("op of the string filter " + name + " is eq, ne, sw, ew or co");
    };
  }

  private Condition word() throws Refused {
    unless(is("enum") && op().equals("in"), name + " is an enum filter by in");
    return condition("= any (?)", new SqlArrayValue("text", (Object[]) words(name, json)));
  }

  /** The values of an enum filter. */
  static String[] words(String name, JsonNode json) throws Refused {
    var values = json.path("value");
    unless(
        values.isArray() && !values.isEmpty() && values.size() <= VALUES_MAX,
        name + " needs a list of values");
    var words = new ArrayList<String>();
    for (var value : values) {
      unless(value.isString(), "the values of " + name + " are strings");
      words.add(value.stringValue());
    }
    return words.toArray(String[]::new);
  }

  private Condition number() throws Refused {
    var value = json.path("value");
    if (is("range")) {
      unless(op().equals("bt") && value.size() == 2, name + " is a range by bt of two values");
      return condition("between ? and ?", value(value.path(0)), value(value.path(1)));
    }
    unless(is("number"), name + " is a number filter or a range");
    if (op().equals("ne")) {
      return condition("is distinct from ?", value(value));
    }
    var comparison = COMPARISONS.get(op());
    if (comparison == null) {
      throw new Refused("op of the number filter " + name + " is eq, ne, gt, ge, lt or le");
    }
    return condition(comparison + " ?", value(value));
  }

  private Object value(JsonNode value) throws Refused {
    unless(value.isNumber(), "the values of " + name + " are numbers");
    if (column.kind() == Column.Kind.NUMBER) {
      return value.decimalValue();
    }
    unless(
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= 0
            && value.longValue() < MILLIS_MAX,
        name + " is in milliseconds since 1970");
    return Instant.ofEpochMilli(value.longValue()).atOffset(ZoneOffset.UTC);
  }

  private Condition truth() throws Refused {
    unless(
        is("boolean") && op().equals("eq") && json.path("value").isBoolean(),
        name + " is a boolean filter by eq");
    return condition("= ?", String.valueOf(json.path("value").booleanValue()));
  }

  private Condition condition(String rest, Object... values) {
    return wrapped("", " " + rest, values);
  }

  private Condition wrapped(String before, String after, Object... values) {
    var all = new ArrayList<>(key);
    all.addAll(List.of(values));
    return new Condition(before + "(" + column.sql() + ")" + after, List.copyOf(all));
  }

  private boolean is(String type) {
    return type.equals(json.path("type").asString(""));
  }

  private String op() {
    return json.path("op").asString("");
  }
}
