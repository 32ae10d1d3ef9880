package io.callstream.gateway.web;

import java.time.Duration;

/**
 * How much of other people's bodies is taken.
 *
 * @param readWithin from the first byte asked for to the last; a drip does not get more
 * @param heldBytes of all bodies at work at any time; read and parsed, one takes many times as much
 */
public record BodyLimits(Duration readWithin, long heldBytes) {

  /** The largest body of the JSON API. */
  public static final int API_BYTES = 256 * 1024;

  /** The largest batch of calls. */
  public static final int BATCH_BYTES = 2 * 1024 * 1024;

  /** The largest webhook. */
  public static final int WEBHOOK_BYTES = 8 * 1024 * 1024;

  /** What is read and thrown away of a body over its limit, so that its sender hears our answer. */
  static final int DRAINED_BYTES = 16 * 1024 * 1024;

  private static final Duration READ_WITHIN = Duration.ofSeconds(10);
  private static final long SHARE_OF_HEAP = 12;

  /** For a virtual machine whose heap may grow to so many bytes. */
  public static BodyLimits ofHeap(long maxHeapBytes) {
    return new BodyLimits(READ_WITHIN, Math.max(maxHeapBytes / SHARE_OF_HEAP, 2L * WEBHOOK_BYTES));
  }
}
