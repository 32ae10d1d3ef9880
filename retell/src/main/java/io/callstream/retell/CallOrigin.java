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
    var callId =
        callId(
            text(metadata.get(MetadataKeys.INSTALLATION)),
            text(metadata.get(MetadataKeys.CALL_ID)),
            installation);
    if (callId == null) {
      return Optional.empty();
    }
    return Optional.of(
        new CallOrigin(
            callId,
            uuid(text(metadata.get(MetadataKeys.DIAL_ID))),
            uuid(text(metadata.get(MetadataKeys.REQUEST_ID)))));
  }

  /**
   * Our id of a call by what its metadata says; null when the call is foreign.
   *
   * @param named the installation that metadata names
   * @param callId the call that metadata names
   * @param installation whose calls are ours
   */
  public static @Nullable UUID callId(
      @Nullable String named, @Nullable String callId, String installation) {
    return installation.equals(named) ? uuid(callId) : null;
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node != null && node.isString() ? node.stringValue() : null;
  }

  private static @Nullable UUID uuid(@Nullable String text) {
    if (text == null || text.length() != UUID_LENGTH) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
