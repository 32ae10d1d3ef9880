package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The one codec of our messages: snake_case, times in ISO-8601 UTC with milliseconds, null written
 * out, fractions as decimals, unknown fields tolerated, duplicate keys refused.
 */
public final class Json {

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(64)
          // PostgreSQL gives back a number of a jsonb with all its digits, 1e300 with 301.
          .maxNumberLength(1_000)
          .maxNameLength(1_000)
          .maxStringLength(8 * 1024 * 1024)
          .maxTokenCount(2_000_000)
          .maxDocumentLength(Topics.MAX_RECORD_BYTES)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(LIMITS)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(new SimpleModule("callstream").addSerializer(new MillisSerializer()))
          .build();

  private Json() {}

  /** The mapper itself, for trees and for the HTTP layer to build on. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The value as UTF-8 JSON. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /**
   * Reads one whole document.
   *
   * @throws JacksonException when it is not JSON, not of that shape, or over a limit
   */
  public static <T> T read(byte[] json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }

  /**
   * Reads one whole document as a tree.
   *
   * @throws JacksonException when it is not JSON or over a limit
   */
  public static JsonNode tree(byte[] json) {
    return MAPPER.readTree(json);
  }

  /** An instant as every answer and message shows it: milliseconds and {@code Z}. */
  public static String text(Instant instant) {
    return MILLIS.format(instant);
  }

  private static final class MillisSerializer extends StdSerializer<Instant> {

    MillisSerializer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
      generator.writeString(text(value));
    }
  }
}
