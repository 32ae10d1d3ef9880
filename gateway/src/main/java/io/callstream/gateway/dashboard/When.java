package io.callstream.gateway.dashboard;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A time on a page: the browser writes it in the viewer's zone.
 *
 * @param iso for the browser
 * @param utc for who has no script
 */
record When(String iso, String utc) {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static When of(Instant at) {
    return new When(at.toString(), UTC.format(at));
  }

  /** Of a member of an answer of ours; null where it has none. */
  static @Nullable When of(JsonNode text) {
    return text.isString() ? of(Instant.parse(text.stringValue())) : null;
  }
}
