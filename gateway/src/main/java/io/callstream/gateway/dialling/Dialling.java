package io.callstream.gateway.dialling;

import org.jspecify.annotations.Nullable;

/**
 * Whether calls can be dialled at all (CONTRACT.md, "HTTP").
 *
 * @param stopped a person has stopped all dialling
 */
public record Dialling(boolean stopped, Line line, Guard guard) {

  /** While nothing is known of it, nothing has shut it. */
  static final Line OPEN = new Line(true, null);

  /** While nothing is known of it, nothing has shut it. */
  static final Guard NO_GUARD = new Guard(false, null, false);

  /**
   * The line to Retell.
   *
   * @param open false after 401, 402 or duplicates, until dialling is started again
   * @param reason null while open
   */
  public record Line(boolean open, @Nullable String reason) {}

  /**
   * The restore guard (MECHANISMS.md D).
   *
   * @param shut no dial passes until it is released
   * @param reason null while not shut
   * @param releasable calls that a lost database may have dialled cannot ring any more
   */
  public record Guard(boolean shut, @Nullable String reason, boolean releasable) {}
}
