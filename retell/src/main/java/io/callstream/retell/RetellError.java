package io.callstream.retell;

import java.nio.charset.StandardCharsets;

/** The text of Retell's error answers, {@code {"status":"error","message":"…"}}. */
public final class RetellError {

  private static final int TEXT_MAX = 500;

  private RetellError() {}

  /** What an answer says, fit for a log and a column: one line of at most 520 characters. */
  public static String message(int httpStatus, byte[] body) {
    var text = text(body);
    return text.isEmpty() ? "HTTP " + httpStatus : "HTTP " + httpStatus + ": " + text;
  }

  /** As {@link #message}, without the status where Retell says anything. */
  public static String words(int httpStatus, byte[] body) {
    var text = text(body);
    return text.isEmpty() ? "HTTP " + httpStatus : text;
  }

  private static String text(byte[] body) {
    try {
      var message = StrictJson.object(body).get("message");
      if (message != null && message.isString()) {
        return line(message.stringValue());
      }
    } catch (StrictJson.Unreadable e) {
      // A proxy's page, not Retell's answer: shown as it is.
    }
    return line(new String(body, 0, Math.min(body.length, TEXT_MAX * 4), StandardCharsets.UTF_8));
  }

  private static String line(String text) {
    var line = StrictJson.cleaned(text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    return line.length() <= TEXT_MAX ? line : StrictJson.cleaned(line.substring(0, TEXT_MAX));
  }
}
