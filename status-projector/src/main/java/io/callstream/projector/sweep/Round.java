package io.callstream.projector.sweep;

import io.callstream.retell.read.CallQuery;
import java.time.Instant;
import java.util.Optional;

/**
 * A sweep under way.
 *
 * @param began which the next sweep goes on from, once this one is complete
 * @param next the query of the next page
 * @param unanswered how often that page was asked for in vain
 */
record Round(Instant began, CallQuery next, int unanswered) {

  /** Half a page each time: from 200 calls, that comes down to one. */
  private static final int UNANSWERED_MAX = 8;

  static Round of(Instant began, CallQuery first) {
    return new Round(began, first, 0);
  }

  /** On to the page after the one that gave this key; a page that was halved grows again. */
  Round after(String key) {
    return new Round(began, sized(next.after(key), Math.min(2 * next.limit(), Sweep.PAGE)), 0);
  }

  /**
   * The same page again, half as large: an answer that is too large is none either. Empty when that
   * was tried often enough.
   */
  Optional<Round> again() {
    return unanswered + 1 == UNANSWERED_MAX
        ? Optional.empty()
        : Optional.of(new Round(began, sized(next, Math.max(1, next.limit() / 2)), unanswered + 1));
  }

  private static CallQuery sized(CallQuery query, int limit) {
    return new CallQuery(query.filters(), limit, query.paginationKey());
  }
}
