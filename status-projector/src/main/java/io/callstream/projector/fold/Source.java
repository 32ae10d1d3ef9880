package io.callstream.projector.fold;

import java.util.Comparator;

/**
 * Where a value came from, and all that decides between two values of one field (DESIGN.md,
 * "Projector"). Arrival is no part of it, nor any clock of ours as a reader.
 *
 * @param kind what sort of signal
 * @param weight of an end: the higher the more it says; 0 for whatever is no end
 * @param time by the clock of who said it, epoch milliseconds; 0 when it bears no time
 * @param digest SHA-256 of the signal's bytes, lower-case hex: the last tie-break
 */
public record Source(Kind kind, int weight, long time, String digest) {

  /** The later word wins; the digest only makes the order total. */
  static final Comparator<Source> BY_TIME =
      Comparator.comparingLong(Source::time).thenComparing(Source::digest);

  /** Authority where no rule of its own says otherwise, ascending. */
  public enum Kind {
    /** An event of Retell's that we do not know. */
    UNRECOGNISED,
    WITHDRAWN,
    ASSUMED,
    PLACED,
    STARTED,
    TRANSFER,
    ENDED,
    /** Bears everything that an end does, and the analysis. */
    ANALYSED,
    /** Our own request: what was asked for stays what was asked for. */
    REQUESTED
  }
}
