package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Why a call that is waiting is not dialled now (CONTRACT.md, "Hold codes"). */
public enum HoldCode {
  /** Not due yet. */
  @JsonProperty("scheduled")
  SCHEDULED,
  /** All slots of the concurrency limit are taken. */
  @JsonProperty("no_slot")
  NO_SLOT,
  /** The rate limit's next moment has not come. */
  @JsonProperty("paced")
  PACED,
  /** That number is being called, or may still be. */
  @JsonProperty("open_call")
  OPEN_CALL,
  /** It is not known whether its dial was placed. */
  @JsonProperty("unknown_outcome")
  UNKNOWN_OUTCOME,
  /** Retell throttles or cannot be reached. */
  @JsonProperty("provider_backoff")
  PROVIDER_BACKOFF,
  /** Retell refused our key or payment, or placed duplicates; a person must look. */
  @JsonProperty("line_stopped")
  LINE_STOPPED,
  /** The database may have lost its newest past (MECHANISMS.md D). */
  @JsonProperty("restore_guard")
  RESTORE_GUARD,
  /** The gateway's control tables cannot be read. */
  @JsonProperty("control_unavailable")
  CONTROL_UNAVAILABLE,
  /** Dialling was stopped by a person. */
  @JsonProperty("stop_all")
  STOP_ALL,
  /** Its campaign has not been started. */
  @JsonProperty("not_started")
  NOT_STARTED,
  /** Its campaign is paused, or over. */
  @JsonProperty("paused")
  PAUSED,
  /** Where the callee lives it is not a time for calls. */
  @JsonProperty("outside_window")
  OUTSIDE_WINDOW,
  /** The number is on the do-not-call list. */
  @JsonProperty("suppressed")
  SUPPRESSED,
  /** The number was called too lately. */
  @JsonProperty("gap")
  GAP,
  /** The number was called as often as it may be in a day. */
  @JsonProperty("daily_cap")
  DAILY_CAP,
  /** Its campaign has used up its calls or minutes. */
  @JsonProperty("budget")
  BUDGET,
  /** Its next attempt is not due yet. */
  @JsonProperty("retry_wait")
  RETRY_WAIT;

  /** The name on the wire and in columns. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
