package io.callstream.contracts;

/** The keys that the dispatcher adds to a call's {@code metadata} at Retell. */
public final class MetadataKeys {

  /** Callers may not use keys that begin so. */
  public static final String PREFIX = "callstream_";

  public static final String CALL_ID = "callstream_call_id";
  public static final String DIAL_ID = "callstream_dial_id";
  public static final String REQUEST_ID = "callstream_request_id";

  /** Ours only when this equals our installation's name (MECHANISMS.md A3). */
  public static final String INSTALLATION = "callstream_installation";

  private MetadataKeys() {}
}
