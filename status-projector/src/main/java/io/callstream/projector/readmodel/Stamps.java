package io.callstream.projector.readmodel;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.Claims;
import io.callstream.projector.fold.Key;
import io.callstream.projector.fold.Known;
import io.callstream.projector.fold.Mark;
import io.callstream.projector.fold.Source;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.core.JsonGenerator;
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

  static String write(Claims known) {
    var sources =
        known.values().values().stream().map(Known::source).distinct().sorted(LISTED).toList();
    var stamps = new StringWriter(USUAL_LENGTH);
    try (var json = Json.mapper().createGenerator(stamps)) {
      json.writeStartObject().writeArrayPropertyStart("sources");
      sources.forEach(source -> write(json, source));
      json.writeEndArray().writeObjectPropertyStart("by");
      known
          .values()
          .forEach(
              (key, value) -> json.writeNumberProperty(key.id(), sources.indexOf(value.source())));
      json.writeEndObject().writeObjectPropertyStart("marks");
      known
          .values()
          .forEach((key, value) -> {
            if (key instanceof Mark) {
              json.writeName(key.id()).writeTree(value.value());
            }
          });
      json.writeEndObject().writeEndObject();
    }
    return stamps.toString();
  }

  private static void write(JsonGenerator json, Source source) {
    json.writeStartArray()
        .writeString(source.kind().name())
        .writeNumber(source.weight())
        .writeNumber(source.time())
        .writeString(source.digest())
        .writeEndArray();
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
