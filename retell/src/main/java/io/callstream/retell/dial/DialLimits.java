package io.callstream.retell.dial;

import java.time.Duration;

/**
 * How long a dial may take and how much its answer may hold.
 *
 * @param connect for TCP and TLS together, per address of the host
 * @param answer from the request to the end of its answer, whatever drips in meanwhile
 * @param answerBytes an answer that is longer is not read
 */
public record DialLimits(Duration connect, Duration answer, int answerBytes) {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int ANSWER_BYTES = 1024 * 1024;

  /** The usual limits with the answer's own, {@code DIAL_READ_TIMEOUT}. */
  public static DialLimits answeredWithin(Duration answer) {
    return new DialLimits(CONNECT, answer, ANSWER_BYTES);
  }
}
