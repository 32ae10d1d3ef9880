package io.callstream.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A CSV of people, some of its rows faulty, the same each time. Pure.
 *
 * @param accepted rows that are somebody's
 * @param duplicates rows of a number that an earlier row has
 * @param rejected rows that are nobody's
 */
public record PeopleCsv(String text, int rows, int accepted, int duplicates, int rejected) {

  private static final int PERCENT = 100;
  private static final int ROW_BYTES = 48;
  private static final List<String> AREAS =
      List.of("212", "310", "415", "646", "312", "206", "303", "512", "617", "702");

  /** Last digits that the sandbox makes nothing of: who has them answers and hangs up. */
  private static final int LAST_FROM = 60;

  private static final int LAST = 40;
  private static final int LINES = 100;
  private static final int EXCHANGES = 80;
  private static final int EXCHANGE_FROM = 220;

  /** As many as there are numbers. */
  private static final int ROWS_MAX = AREAS.size() * EXCHANGES * LINES * LAST;

  /** So many rows, each of another person. */
  public static PeopleCsv right(int rows, int first) {
    return of(rows, first, 0);
  }

  /**
   * So many rows.
   *
   * @param first which person begins
   * @param faulty of a hundred rows, about
   */
  public static PeopleCsv of(int rows, int first, int faulty) {
    if (first + rows > ROWS_MAX) {
      throw new IllegalArgumentException("there are " + ROWS_MAX + " numbers");
    }
    var random = new Random(11);
    var text = new StringBuilder(rows * ROW_BYTES).append("to_number,name,city\n");
    int accepted = 0;
    int duplicates = 0;
    for (int row = first; row < first + rows; row++) {
      // The first is always right: it is what duplicates repeat.
      if (random.nextInt(PERCENT) >= faulty || row == first) {
        accepted++;
        text.append(number(row)).append(",Name ").append(row);
        text.append(",\"City, ").append(row).append("\"\n");
      } else if (random.nextInt(Fault.values().length + 1) == 0) {
        duplicates++;
        text.append(number(first)).append(",Again,City\n");
      } else {
        var fault = Fault.values()[random.nextInt(Fault.values().length)];
        text.append(fault.of(number(row))).append('\n');
      }
    }
    return new PeopleCsv(text.toString(), rows, accepted, duplicates, rows - accepted - duplicates);
  }

  /** As it is sent. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What can be wrong with a row. */
  private enum Fault {
    NO_NUMBER,
    NEVER_CLOSED,
    GOES_ON,
    FORMULA;

    private String of(String number) {
      return switch (this) {
        case NO_NUMBER -> "not a number,Name,City";
        case NEVER_CLOSED -> number + ",\"never closed,City";
        case GOES_ON -> number + ",\"Bob\" Smith,City";
        case FORMULA -> number + ",=1+1,City";
      };
    }
  }

  /** Valid, and each another. */
  static String number(int n) {
    int last = LAST_FROM + n % LAST;
    int line = n / LAST % LINES;
    int exchange = EXCHANGE_FROM + n / LAST / LINES % EXCHANGES;
    return "+1"
        + AREAS.get(n / LAST / LINES / EXCHANGES)
        + exchange
        + (line < 10 ? "0" : "")
        + line
        + last;
  }
}
