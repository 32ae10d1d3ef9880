package io.callstream.gateway.call;

import io.callstream.gateway.web.Storable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list ended; opaque to who gets it.
 *
 * @param requestedAt of the last item, to the microsecond
 * @param callId of the last item
 */
public record Cursor(Instant requestedAt, UUID callId) {

  private static final int BYTES = 3 * Long.BYTES;
  private static final long MICROS = 1_000_000;
  private static final int NANOS_OF_MICRO = 1_000;

  /** The text for {@code next_cursor}. */
  String write() {
    var bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(requestedAt.getEpochSecond() * MICROS + requestedAt.getNano() / NANOS_OF_MICRO)
            .putLong(callId.getMostSignificantBits())
            .putLong(callId.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The place that a text names, or null when it names none. */
  static @Nullable Cursor read(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (bytes.length != BYTES) {
      return null;
    }
    var parts = ByteBuffer.wrap(bytes);
    long micros = parts.getLong();
    var at =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_OF_MICRO);
    return Storable.isStorable(at)
        ? new Cursor(at, new UUID(parts.getLong(), parts.getLong()))
        : null;
  }
}
