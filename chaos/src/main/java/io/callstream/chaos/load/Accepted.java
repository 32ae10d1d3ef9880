package io.callstream.chaos.load;

import java.time.Instant;
import java.util.UUID;

/**
 * A request that was accepted, and how often it may ring.
 *
 * @param requestId also the id of its first call
 * @param at when that was first heard
 * @param attempts calls at most
 * @param campaign its id; empty for a single call
 */
public record Accepted(UUID requestId, String toNumber, Instant at, int attempts, String campaign) {

  /** A single call, which is made once. */
  public Accepted(UUID callId, String toNumber, Instant at) {
    this(callId, toNumber, at, 1, "");
  }
}
