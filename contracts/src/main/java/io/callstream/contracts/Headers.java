package io.callstream.contracts;

/** Names of the record headers of our topics (CONTRACT.md, "Messages"). */
public final class Headers {

  /** UUID of an outbox message; stable over repeats. */
  public static final String MESSAGE_ID = "callstream-message-id";

  /** The webhook's {@code event}. */
  public static final String EVENT = "callstream-event";

  /** When the gateway had read the webhook, epoch milliseconds as decimal digits. */
  public static final String RECEIVED_AT = "callstream-received-at";

  /** How the body is known to be Retell's: {@link #VERDICT_VALID} or {@link #VERDICT_ASKED}. */
  public static final String VERDICT = "callstream-verdict";

  /** A webhook whose signature is right. */
  public static final String VERDICT_VALID = "valid";

  /** No webhook: what Retell answered when the projector looked for what webhooks missed. */
  public static final String VERDICT_ASKED = "asked";

  public static final String CE_SPECVERSION = "ce_specversion";
  public static final String CE_ID = "ce_id";
  public static final String CE_TYPE = "ce_type";
  public static final String CE_SOURCE = "ce_source";
  public static final String CE_SUBJECT = "ce_subject";
  public static final String CE_TIME = "ce_time";
  public static final String CE_VERSION = "ce_version";
  public static final String CONTENT_TYPE = "content-type";

  private Headers() {}
}
