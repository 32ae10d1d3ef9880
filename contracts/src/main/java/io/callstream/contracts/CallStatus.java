package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The seed's six statuses of a call. A status of lower rank never replaces one of higher rank. */
public enum CallStatus {
  /** Requested, waiting, dialling, registered, or not known whether it was placed. */
  @JsonProperty("initiated")
  INITIATED(0),
  /** Only from a provider that reports it; Retell does not. */
  @JsonProperty("ringing")
  RINGING(1),
  /** Connected. */
  @JsonProperty("in_progress")
  IN_PROGRESS(2),
  /** Ended as a call that took place. */
  @JsonProperty("completed")
  COMPLETED(3),
  /** Ended without having taken place, or by an error. */
  @JsonProperty("failed")
  FAILED(3),
  /** Withdrawn or stopped by us. */
  @JsonProperty("cancelled")
  CANCELLED(3);

  private final int rank;

  CallStatus(int rank) {
    this.rank = rank;
  }

  /** 0 to 3; 3 is terminal. */
  public int rank() {
    return rank;
  }

  /** Whether the call is over. */
  public boolean terminal() {
    return rank == 3;
  }

  /** The name on the wire and in columns, such as {@code in_progress}. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The status of a wire name. */
  public static CallStatus of(String wire) {
    return valueOf(wire.toUpperCase(java.util.Locale.ROOT));
  }
}
