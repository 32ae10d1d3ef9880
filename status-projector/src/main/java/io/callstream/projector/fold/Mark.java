package io.callstream.projector.fold;

import java.util.Locale;

/** What is known of a call's course; the status is made from these alone. */
public enum Mark implements Key {
  /** Retell said that the call is over; a {@link Standing}. */
  END(Order.END),
  /** We assume that there is no call at Retell; a {@link Standing}. Refuted by its first sign. */
  NO_CALL(Order.END),
  /** We assume that a placed call is over, since Retell says nothing of it; a {@link Standing}. */
  LOST(Order.END),
  /** There is, or was, a call at Retell. */
  AT_RETELL(Order.LATEST),
  /** Retell spoke of the call and did not say that it is over. */
  STILL_ON(Order.LATEST),
  /** The call was ringing. */
  RINGING(Order.LATEST),
  /** The call was connected. */
  CONNECTED(Order.LATEST);

  static final String PREFIX = "mark:";

  private final Order order;
  private final String id = PREFIX + name().toLowerCase(Locale.ROOT);

  Mark(Order order) {
    this.order = order;
  }

  Order order() {
    return order;
  }

  @Override
  public String id() {
    return id;
  }

  static Mark of(String id) {
    return valueOf(id.substring(PREFIX.length()).toUpperCase(Locale.ROOT));
  }
}
