package io.callstream.gateway.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, each known to its route and given once. */
public final class Query {

  /** Under this name a request carries its query to its controller. */
  public static final String ATTRIBUTE = "io.callstream.gateway.web.Query";

  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /** What a query string says: parameters, or why it is refused. */
  sealed interface Reading {

    record Known(Query query) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  /** Of these parameters. */
  public static Query of(Map<String, String> values) {
    return new Query(Map.copyOf(values));
  }

  /** The value given, or null. */
  public @Nullable String get(String name) {
    return values.get(name);
  }

  static Reading read(@Nullable String queryString, Set<String> known) {
    var values = new LinkedHashMap<String, String>();
    var errors = new ArrayList<FieldError>();
    for (var pair : (queryString == null ? "" : queryString).split("&", -1)) {
      if (!pair.isEmpty()) {
        readPair(pair, known, values, errors);
      }
    }
    return errors.isEmpty() ? new Reading.Known(new Query(values)) : new Reading.Wrong(errors);
  }

  private static void readPair(
      String pair, Set<String> known, Map<String, String> values, List<FieldError> errors) {
    int equals = pair.indexOf('=');
    var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
    var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
    if (name == null || value == null) {
      errors.add(new FieldError(pair, "Not well percent-encoded"));
    } else if (!known.contains(name)) {
      errors.add(new FieldError(name, "Unknown query parameter"));
    } else if (!Storable.isStorable(value)) {
      errors.add(new FieldError(name, "Must not hold U+0000"));
    } else if (values.putIfAbsent(name, value) != null) {
      errors.add(new FieldError(name, "Given more than once"));
    }
  }

  private static @Nullable String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
