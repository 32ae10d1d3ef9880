package io.callstream.gateway.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Which JSON PostgreSQL can keep, and hand back as it was: jsonb refuses U+0000, halves of
 * surrogate pairs and numbers beyond its range. Found here they are a clear answer; later they
 * would be poison.
 */
public final class Storable {

  /** Levels of nesting; Retell sends metadata back two levels deeper, and readers stop at 64. */
  static final int MAX_DEPTH = 32;

  /** Powers of ten a number may have either way. */
  static final int MAX_EXPONENT = 400;

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

  private Storable() {}

  /** Whether PostgreSQL's timestamptz holds this time, and everybody writes it with four digits. */
  public static boolean isStorable(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(LAST);
  }

  /** What in this document cannot be kept; empty when all can. */
  public static List<FieldError> problems(JsonNode document) {
    var problems = new ArrayList<FieldError>();
    check(document, FieldError.BODY, 1, problems);
    return problems;
  }

  /** Whether the text holds only what PostgreSQL's text can hold. */
  public static boolean isStorable(String text) {
    return text.indexOf('\0') < 0
        && text.codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static void check(JsonNode node, String path, int depth, List<FieldError> problems) {
    if (depth > MAX_DEPTH) {
      problems.add(new FieldError(path, "Nested deeper than " + MAX_DEPTH + " levels"));
    } else if (node.isString()) {
      checkText(node.stringValue(), path, problems);
    } else if (node.isNumber()) {
      checkNumber(node.decimalValue(), path, problems);
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(node.get(i), FieldError.element(path, i), depth + 1, problems);
      }
    } else {
      for (var member : node.properties()) {
        var memberPath = FieldError.member(path, member.getKey());
        checkText(member.getKey(), memberPath, problems);
        check(member.getValue(), memberPath, depth + 1, problems);
      }
    }
  }

  private static void checkText(String text, String path, List<FieldError> problems) {
    if (!isStorable(text)) {
      problems.add(new FieldError(path, "Text must not hold U+0000 or half of a surrogate pair"));
    }
  }

  private static void checkNumber(BigDecimal number, String path, List<FieldError> problems) {
    if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT
        || Math.abs((long) number.scale()) > MAX_EXPONENT) {
      problems.add(
          new FieldError(
              path,
              "Numbers may have at most " + MAX_EXPONENT + " digits before or after the point"));
    }
  }
}
