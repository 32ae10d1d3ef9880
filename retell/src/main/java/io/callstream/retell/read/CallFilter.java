package io.callstream.retell.read;

import java.time.Instant;

/** A condition of {@code POST /v3/list-calls}; several are all to hold (Retell docs). */
public sealed interface CallFilter {

  /** A top-level member of the call's metadata is this string. */
  record MetadataIs(String key, String value) implements CallFilter {}

  /** Connected at or after; leaves out every call that did not connect. */
  record StartedSince(Instant time) implements CallFilter {}
}
