package io.callstream.retell;

import io.callstream.contracts.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a provider sent: strict UTF-8, one whole document, no duplicate keys, the limits of
 * {@link Json}, no number beyond what a double can hold.
 *
 * <p>NUL and lone surrogates, which PostgreSQL and UTF-8 cannot carry, become U+FFFD: they come
 * from cut emoji in transcripts, and refusing them would lose the end of a real call.
 */
public final class StrictJson {

  private static final int EXPONENT_MAX = 310;
  private static final String ESCAPE = "\\u";
  private static final char REPLACEMENT = '\uFFFD';

  private StrictJson() {}

  /** Bytes that are no document of ours to read; the message says why, never what. */
  public static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * Reads one object.
   *
   * @throws Unreadable when it is not one, or over a limit
   */
  public static ObjectNode object(byte[] body) throws Unreadable {
    if (tree(body) instanceof ObjectNode object) {
      return object;
    }
    throw new Unreadable("not a JSON object");
  }

  /**
   * Reads one document of any kind.
   *
   * @throws Unreadable when it is none, or over a limit
   */
  public static JsonNode tree(byte[] body) throws Unreadable {
    try {
      // Decoded here, not by the parser: it would guess UTF-16 and UTF-32, and let some
      // malformed UTF-8 pass.
      var text = decoded(body);
      var tree = Json.mapper().readTree(text);
      bound(tree);
      // In well-formed UTF-8 nothing but an escape stands for NUL or for half of a pair.
      return text.contains(ESCAPE) ? cleaned(tree) : tree;
    } catch (CharacterCodingException e) {
      throw new Unreadable("not UTF-8");
    } catch (JacksonException e) {
      throw new Unreadable("not readable as JSON: " + e.getClass().getSimpleName());
    }
  }

  private static String decoded(byte[] body) throws CharacterCodingException {
    var text = new String(body, StandardCharsets.UTF_8);
    // What is not UTF-8 was replaced so; what was sent so passes the closer, slower look.
    return text.indexOf(REPLACEMENT) < 0
        ? text
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  /** The text without NUL and lone surrogates, each replaced by U+FFFD. */
  public static String cleaned(String text) {
    if (isClean(text)) {
      return text;
    }
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c ->
            c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                ? REPLACEMENT
                : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** A loop, not a stream: every character of a webhook with escapes passes here. */
  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode cleaned(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> cleaned(object);
      case ArrayNode array -> cleaned(array);
      case JsonNode text when text.isString() -> cleanedString(text);
      default -> node;
    };
  }

  private static JsonNode cleaned(ObjectNode object) {
    for (var name : List.copyOf(object.propertyNames())) {
      var value = cleaned(object.get(name));
      var cleanName = cleaned(name);
      if (!cleanName.equals(name)) {
        object.remove(name);
      }
      object.set(cleanName, value);
    }
    return object;
  }

  private static JsonNode cleaned(ArrayNode array) {
    for (int i = 0; i < array.size(); i++) {
      array.set(i, cleaned(array.get(i)));
    }
    return array;
  }

  private static JsonNode cleanedString(JsonNode node) {
    var text = node.stringValue();
    var clean = cleaned(text);
    return clean.equals(text) ? node : JsonNodeFactory.instance.stringNode(clean);
  }

  private static void bound(JsonNode node) throws Unreadable {
    if (node.isContainer()) {
      for (var member : node) {
        bound(member);
      }
    } else if (node.isNumber() && !node.isInt() && !node.isLong()) {
      boundNumber(node);
    }
  }

  private static void boundNumber(JsonNode number) throws Unreadable {
    BigDecimal value = number.decimalValue();
    // long arithmetic: precision() - scale() overflows an int for 1e-2147483647.
    long exponent = (long) value.precision() - value.scale();
    // A zero, too, is given back with as many digits as its scale says.
    boolean great = value.signum() != 0 && exponent > EXPONENT_MAX;
    if (great || value.scale() > EXPONENT_MAX * 2) {
      throw new Unreadable("a number beyond any double");
    }
  }
}
