package io.callstream.retell.read;

import java.time.Instant;
import java.util.List;

/** A condition of {@code POST /v3/list-calls}; several are all to hold (Retell docs). */
public sealed interface CallFilter {

  /** A top-level member of the call's metadata is this string. */
  record MetadataIs(String key, String value) implements CallFilter {}

  /** The call has this id. */
  record CallIdIs(String value) implements CallFilter {}

  /** The called number, in E.164. */
  record ToNumberIs(String value) implements CallFilter {}

  /** One of these statuses: not_connected, ongoing, ended, error. Retell refuses registered. */
  record StatusIn(List<String> statuses) implements CallFilter {}

  /** Connected at or after; leaves out every call that did not connect. */
  record StartedSince(Instant time) implements CallFilter {}
}
