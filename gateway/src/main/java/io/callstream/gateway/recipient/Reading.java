package io.callstream.gateway.recipient;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one row of an upload says. */
sealed interface Reading {

  /** Where the row begins; the first line of the file is 1. */
  long line();

  /**
   * Somebody to be called.
   *
   * @param toNumber E.164
   */
  record Person(
      long line,
      String toNumber,
      @Nullable String externalId,
      @Nullable String timezone,
      Map<String, String> variables)
      implements Reading {}

  /**
   * Nobody, and why.
   *
   * @param column of the cell that is wrong; {@code *} for the whole row
   * @param cells as they were sent
   */
  record Reject(long line, String column, String reason, List<String> cells) implements Reading {

    static final String WHOLE_ROW = "*";
  }
}
