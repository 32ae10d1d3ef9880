package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The seed's six statuses of a call; the last three are ends. */
public enum CallStatus {
  /** Requested, waiting, dialling, registered, or not known whether it was placed. */
  @JsonProperty("initiated")
  INITIATED,
  /** Only from a provider that reports it; Retell does not. */
  @JsonProperty("ringing")
  RINGING,
  /** Connected. */
  @JsonProperty("in_progress")
  IN_PROGRESS,
  /** Ended as a call that took place. */
  @JsonProperty("completed")
  COMPLETED,
  /** Ended without having taken place, or by an error. */
  @JsonProperty("failed")
  FAILED,
  /** Withdrawn or stopped by us. */
  @JsonProperty("cancelled")
  CANCELLED;

  /** The name on the wire and in columns, such as {@code in_progress}. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The status of a wire name. */
  public static CallStatus of(String wire) {
    return valueOf(wire.toUpperCase(java.util.Locale.ROOT));
  }
}
