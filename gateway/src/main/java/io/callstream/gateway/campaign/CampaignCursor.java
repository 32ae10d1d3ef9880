package io.callstream.gateway.campaign;

import io.callstream.gateway.web.Storable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of campaigns ended.
 *
 * @param createdAt of the last item, to the millisecond
 */
public record CampaignCursor(Instant createdAt, UUID campaignId) {

  /** The text for {@code next_cursor}. */
  public String write() {
    var text = createdAt.toEpochMilli() + " " + campaignId;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The place that a text names, or null when it names none. */
  public static @Nullable CampaignCursor read(String text) {
    try {
      var parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ", 2);
      var at = Instant.ofEpochMilli(Long.parseLong(parts[0]));
      return parts.length == 2 && Storable.isStorable(at)
          ? new CampaignCursor(at, UUID.fromString(parts[1]))
          : null;
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }
}
