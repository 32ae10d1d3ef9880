package io.callstream.gateway.call;

import io.callstream.gateway.web.Storable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** The header that makes a POST safe to repeat. */
public sealed interface IdempotencyKey {

  String HEADER = "Idempotency-Key";

  /** The header of an answer that was given before. */
  String REPLAYED = "Idempotency-Replayed";

  int MAX_LENGTH = 255;

  /** The key, or null when none was sent. */
  record Read(@Nullable String key) implements IdempotencyKey {}

  /** Not one key of 1 to 255 characters. */
  record Wrong(String message) implements IdempotencyKey {}

  static IdempotencyKey of(HttpServletRequest request) {
    var values = Collections.list(request.getHeaders(HEADER));
    if (values.isEmpty()) {
      return new Read(null);
    }
    var key = values.getFirst();
    boolean good =
        values.size() == 1
            && !key.isBlank()
            && key.length() <= MAX_LENGTH
            && Storable.isStorable(key);
    return good
        ? new Read(key)
        : new Wrong("Send it once, with 1 to " + MAX_LENGTH + " characters");
  }
}
