package io.callstream.projector.readmodel;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.Claims;
import io.callstream.projector.fold.Key;
import io.callstream.projector.fold.Known;
import io.callstream.projector.fold.Mark;
import io.callstream.projector.fold.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Column {@code stamps}: {@code {sources: [[kind, weight, time, digest]…], by: {key: source},
 * marks: {key: value}}}. Sources are listed once and sorted, so that equal knowledge is equal
 * bytes.
 */
final class Stamps {

  private static final int USUAL_LENGTH = 1_024;

  private static final Comparator<Source> LISTED =
      Comparator.comparing(Source::digest).thenComparing(Source::kind);

  private Stamps() {}

  /** Put together by hand: a generator's checks would be most of the cost of a small row. */
  static String write(Claims known) {
    var sources = sources(known);
    var by = new StringBuilder(USUAL_LENGTH).append("{\"sources\":[");
    sources.forEach(source -> next(by).append(text(source)));
    by.append("],\"by\":{");
    var marks = new StringBuilder("},\"marks\":{");
    known
        .values()
        .forEach((key, value) -> {
          next(by).append(name(key)).append(':').append(sources.indexOf(value.source()));
          if (key instanceof Mark) {
            next(marks).append(name(key)).append(':').append(json(value.value()));
          }
        });
    return by.append(marks).append("}}").toString();
  }

  /** Few: a signal has one, and one takes the place of most of another's. */
  private static List<Source> sources(Claims known) {
    var sources = new ArrayList<Source>();
    for (var value : known.values().values()) {
      if (!sources.contains(value.source())) {
        sources.add(value.source());
      }
    }
    sources.sort(LISTED);
    return sources;
  }

  private static String text(Source source) {
    return "[\""
        + source.kind().name()
        + "\","
        + source.weight()
        + ','
        + source.time()
        + ",\""
        + source.digest()
        + "\"]";
  }

  /** Only names of Retell's may need escaping. */
  private static String name(Key key) {
    return key instanceof Key.Extra
        ? Json.mapper().writeValueAsString(key.id())
        : '"' + key.id() + '"';
  }

  private static String json(JsonNode value) {
    return value.isBoolean()
        ? Boolean.toString(value.booleanValue())
        : Json.mapper().writeValueAsString(value);
  }

  /** A comma where something stands before. */
  private static StringBuilder next(StringBuilder json) {
    char last = json.charAt(json.length() - 1);
    return last == '[' || last == '{' ? json : json.append(',');
  }

  /**
   * What is known by the stamps.
   *
   * @param values the value of a key that is no mark; empty when it was not read
   */
  static Claims read(String json, Function<Key, Optional<JsonNode>> values) {
    var stamps = Json.mapper().readTree(json);
    var sources =
        StreamSupport.stream(stamps.path("sources").spliterator(), false)
            .map(Stamps::source)
            .toList();
    var known = new HashMap<Key, Known>();
    stamps
        .path("by")
        .forEachEntry((id, place) -> {
          var source = sources.get(place.intValue());
          var key = Key.of(id);
          var value =
              key instanceof Mark ? Optional.of(stamps.path("marks").path(id)) : values.apply(key);
          known.put(
              key, value.map(v -> new Known(v, source)).orElseGet(() -> Known.unread(source)));
        });
    return new Claims(known);
  }

  private static Source source(JsonNode stamp) {
    return new Source(
        Source.Kind.valueOf(stamp.path(0).stringValue()),
        stamp.path(1).intValue(),
        stamp.path(2).longValue(),
        stamp.path(3).stringValue());
  }
}
