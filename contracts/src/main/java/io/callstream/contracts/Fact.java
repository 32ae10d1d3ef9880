package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * One thing now known of a call; its first appearance is one event on {@link Topics#CALL_EVENTS}.
 */
public enum Fact {
  @JsonProperty("requested")
  REQUESTED("call.requested"),
  @JsonProperty("placed")
  PLACED("call.placed"),
  @JsonProperty("started")
  STARTED("call.started"),
  /** Over, as Retell said. */
  @JsonProperty("ended")
  ENDED("call.ended"),
  @JsonProperty("analysed")
  ANALYSED("call.analyzed"),
  @JsonProperty("transfer")
  TRANSFER("call.transferred"),
  /** Over, as we assume. */
  @JsonProperty("failed")
  FAILED("call.failed"),
  @JsonProperty("cancelled")
  CANCELLED("call.cancelled"),
  /** Another attempt follows this one. */
  @JsonProperty("retry_scheduled")
  RETRY_SCHEDULED("call.retry_scheduled"),
  /** The request is over with this attempt, its last. */
  @JsonProperty("completed")
  COMPLETED("request.completed"),
  /** A signed webhook of an event we do not know; kept, changes no status. */
  @JsonProperty("unrecognised")
  UNRECOGNISED("call.unrecognised"),
  /**
   * The row of a foreign call was folded into one of ours (MECHANISMS.md G3). Said of both, counted
   * as a fact of neither: what the row knows by it are the facts that it took over.
   */
  @JsonProperty("merged")
  MERGED("call.merged"),
  /** A newer mapping, or a person, made another row of the same facts. */
  @JsonProperty("corrected")
  CORRECTED("call.corrected");

  private final String eventType;

  Fact(String eventType) {
    this.eventType = eventType;
  }

  /** The CloudEvents type; a function of the fact alone (MECHANISMS.md G2). */
  public String eventType() {
    return eventType;
  }

  /** The name on the wire and in columns. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
