package io.callstream.retell;

import io.callstream.contracts.MetadataKeys;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The ids that we gave a call when we placed it, read back from its metadata. Only metadata that
 * names our own installation counts (MECHANISMS.md A3); all other calls are foreign.
 *
 * @param callId our call
 * @param dialId our dial; null when missing or malformed
 * @param requestId our request; null when missing or malformed
 */
public record CallOrigin(UUID callId, @Nullable UUID dialId, @Nullable UUID requestId) {

  private static final int UUID_LENGTH = 36;

  /** The origin of a call of this installation; empty when the call is foreign. */
  public static Optional<CallOrigin> of(RetellCall call, String installation) {
    var metadata = call.metadata();
    if (metadata == null) {
      return Optional.empty();
    }
    var named = metadata.get(MetadataKeys.INSTALLATION);
    var callId = uuid(metadata.get(MetadataKeys.CALL_ID));
    if (named == null
        || !named.isString()
        || callId == null
        || !named.stringValue().equals(installation)) {
      return Optional.empty();
    }
    return Optional.of(
        new CallOrigin(
            callId,
            uuid(metadata.get(MetadataKeys.DIAL_ID)),
            uuid(metadata.get(MetadataKeys.REQUEST_ID))));
  }

  private static @Nullable UUID uuid(@Nullable JsonNode node) {
    if (node == null || !node.isString() || node.stringValue().length() != UUID_LENGTH) {
      return null;
    }
    try {
      return UUID.fromString(node.stringValue());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
