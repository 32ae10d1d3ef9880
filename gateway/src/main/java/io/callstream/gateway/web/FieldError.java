package io.callstream.gateway.web;

import java.util.regex.Pattern;

/**
 * One thing wrong with a request.
 *
 * @param field JSON path into the body, or the name of the query parameter or header
 * @param message for people
 */
public record FieldError(String field, String message) {

  /** The JSON path of the whole body. */
  public static final String BODY = "$";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** The JSON path of a member of an object. */
  public static String member(String path, String name) {
    return PLAIN.matcher(name).matches()
        ? path + "." + name
        : path + "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
  }

  /** The JSON path of an element of an array. */
  public static String element(String path, int index) {
    return path + "[" + index + "]";
  }
}
