package io.callstream.gateway.recipient;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one row of an upload says. */
sealed interface Reading {

  /** Where the row begins; the first line of the file is 1. */
  long line();

  /** How much it holds. */
  long characters();

  /**
   * Somebody to be called.
   *
   * @param toNumber E.164
   * @param cells as they were sent
   */
  record Person(
      long line,
      String toNumber,
      @Nullable String externalId,
      @Nullable String timezone,
      Map<String, String> variables,
      List<String> cells)
      implements Reading {

    @Override
    public long characters() {
      return variables.entrySet().stream()
          .mapToLong(e -> e.getKey().length() + e.getValue().length())
          .sum();
    }
  }

  /**
   * Nobody, and why.
   *
   * @param column of the cell that is wrong; {@code *} for the whole row
   * @param cells as they were sent
   */
  record Reject(long line, String column, String reason, List<String> cells) implements Reading {

    static final String WHOLE_ROW = "*";

    private static final int CELL_MAX = 20_000;
    private static final int CELLS_MAX = 300;

    @Override
    public long characters() {
      return cells.stream().mapToLong(String::length).sum();
    }

    /**
     * With no more and no longer cells than are worth mending. A row of one cell may be a line of
     * JSON, which is nothing without its end; its reader has bounded it.
     */
    Reject cut() {
      if (cells.size() == 1) {
        return this;
      }
      return new Reject(
          line, column, reason, cells.stream().limit(CELLS_MAX).map(Reject::cut).toList());
    }

    private static String cut(String cell) {
      return cell.length() <= CELL_MAX ? cell : cell.substring(0, CELL_MAX);
    }
  }
}
