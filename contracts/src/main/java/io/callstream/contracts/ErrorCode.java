package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a call ended without Retell saying so (CONTRACT.md). Each such end is assumed. */
public enum ErrorCode {
  /** Retell refused the create definitely; nobody rang. */
  @JsonProperty("rejected")
  REJECTED(Outcome.FAILED),
  /** Its time passed before it could be dialled. */
  @JsonProperty("expired")
  EXPIRED(Outcome.FAILED),
  /** The request could not be brought to the dispatcher. */
  @JsonProperty("undeliverable")
  UNDELIVERABLE(Outcome.FAILED),
  /** Unknown whether it was placed, and no evidence came; it may have rung. */
  @JsonProperty("abandoned")
  ABANDONED(Outcome.UNKNOWN),
  /** Placed, then no word of its end within the longest call. */
  @JsonProperty("lost")
  LOST(Outcome.UNKNOWN);

  private final Outcome outcome;

  ErrorCode(Outcome outcome) {
    this.outcome = outcome;
  }

  /** The outcome such an end has; its status is always failed. */
  public Outcome outcome() {
    return outcome;
  }

  /** The name on the wire and in columns. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The code of a wire name. */
  public static ErrorCode of(String wire) {
    return valueOf(wire.toUpperCase(java.util.Locale.ROOT));
  }
}
