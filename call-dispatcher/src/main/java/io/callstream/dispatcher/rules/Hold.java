package io.callstream.dispatcher.rules;

import io.callstream.contracts.HoldCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why something that is waiting is not dialled now.
 *
 * @param text for people, one line
 * @param until when it may lift, where that is known
 */
public record Hold(HoldCode code, String text, @Nullable Instant until) {

  /** A hold that lifts at a moment nobody knows. */
  public static Hold of(HoldCode code, String text) {
    return new Hold(code, text, null);
  }
}
