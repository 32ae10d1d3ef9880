package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What came of a call that has ended (CONTRACT.md, "Status, outcome, error code"). */
public enum Outcome {
  @JsonProperty("answered")
  ANSWERED,
  @JsonProperty("voicemail")
  VOICEMAIL,
  @JsonProperty("no_answer")
  NO_ANSWER,
  @JsonProperty("busy")
  BUSY,
  @JsonProperty("declined")
  DECLINED,
  @JsonProperty("invalid")
  INVALID,
  @JsonProperty("transferred")
  TRANSFERRED,
  @JsonProperty("not_joined")
  NOT_JOINED,
  @JsonProperty("cancelled")
  CANCELLED,
  @JsonProperty("failed")
  FAILED,
  /** Assumed ends whose call may have rung: abandoned, lost. */
  @JsonProperty("unknown")
  UNKNOWN;

  /** The name on the wire and in columns. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The outcome of a wire name. */
  public static Outcome of(String wire) {
    return valueOf(wire.toUpperCase(java.util.Locale.ROOT));
  }
}
