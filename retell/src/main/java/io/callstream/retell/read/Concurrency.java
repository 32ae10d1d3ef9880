package io.callstream.retell.read;

/**
 * The workspace's concurrent calls, all kinds together.
 *
 * @param current going on now
 * @param limit allowed at once
 * @param reservedInbound of these kept for incoming calls
 */
public record Concurrency(int current, int limit, int reservedInbound) {

  /** How many calls may be outbound at once; 0 or more. */
  public int outboundLimit() {
    return Math.max(0, limit - reservedInbound);
  }
}
