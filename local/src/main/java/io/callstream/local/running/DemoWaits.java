package io.callstream.local.running;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shortened waits of the demo (MECHANISMS.md H1). They fit a sandbox that is {@link
 * #MADE_FOR_SPEED} times faster than life; for a slower one those that wait for calls are longer in
 * proportion.
 */
public final class DemoWaits {

  /** The demo's speed unless told. */
  public static final int MADE_FOR_SPEED = 60;

  private DemoWaits() {}

  /** The settings for a sandbox of that speed, in the order in which they are told. */
  public static Map<String, String> at(int speed) {
    double slower = Math.max(1, (double) MADE_FOR_SPEED / speed);
    Map<String, String> waits = new LinkedHashMap<>();
    waits.put("DIAL_PER_SECOND", "20");
    waits.put("DIAL_ASK_FIRST", seconds(1, slower));
    waits.put("DIAL_THROTTLE_SETTLE", seconds(6, slower));
    waits.put("DIAL_ABANDON_AFTER", seconds(20, slower));
    waits.put("DIAL_REST_MIN", "250ms");
    waits.put("DIAL_REST_MAX", "1s");
    waits.put("CALL_RING_MAX", seconds(5, slower));
    waits.put("CALL_ASK_FIRST", seconds(2, slower));
    return waits;
  }

  private static String seconds(int atFullSpeed, double slower) {
    return Math.round(atFullSpeed * slower) + "s";
  }
}
