package io.callstream.retell.read;

import java.time.Instant;

/** A condition of {@code POST /v3/list-calls}; several are all to hold (Retell docs). */
public sealed interface CallFilter {

  /** A top-level member of the call's metadata is this string. */
  record MetadataIs(String key, String value) implements CallFilter {}

  /** Over at or after, connected or not (Retell facts 2.3); leaves out every call that goes on. */
  record EndedSince(Instant time) implements CallFilter {}
}
