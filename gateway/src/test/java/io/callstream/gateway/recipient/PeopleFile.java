package io.callstream.gateway.recipient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A CSV of many people, 3 % of its rows faulty, the same each time. It is made while it is read,
 * and is nowhere whole.
 */
final class PeopleFile extends InputStream {

  private static final int PART = 1_000;
  private static final List<String> AREAS =
      List.of("212", "310", "415", "646", "312", "206", "303", "512", "617", "702");

  private final int rows;
  private final boolean breaksOff;
  private final Runnable eachPart;
  private final Random random = new Random(11);
  private ByteArrayInputStream part =
      new ByteArrayInputStream("to_number,name,city\n".getBytes(StandardCharsets.UTF_8));
  private int made;
  private long faulty;

  /**
   * @param rows in thousands
   * @param breaksOff with an exception after the last
   */
  PeopleFile(int rows, boolean breaksOff, Runnable eachPart) {
    this.rows = rows;
    this.breaksOff = breaksOff;
    this.eachPart = eachPart;
  }

  static PeopleFile of(int rows) {
    return new PeopleFile(rows, false, () -> {});
  }

  /** Of the rows that were read. */
  long faulty() {
    return faulty;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (part.available() == 0 && made < rows) {
      eachPart.run();
      part = new ByteArrayInputStream(next().getBytes(StandardCharsets.UTF_8));
    }
    if (part.available() == 0 && breaksOff) {
      throw new IOException("the line broke");
    }
    return part.read(into, from, length);
  }

  private String next() {
    var text = new StringBuilder();
    for (int end = made + PART; made < end; made++) {
      boolean wrong = random.nextInt(100) < 3;
      faulty += wrong ? 1 : 0;
      text.append(wrong ? fault(made) : number(made) + ",Name " + made + ",\"City, " + made + "\"")
          .append('\n');
    }
    return text.toString();
  }

  private String fault(int row) {
    return switch (random.nextInt(4)) {
      case 0 -> "not a number,Name,City";
      case 1 -> number(row) + ",\"never closed,City";
      case 2 -> number(row) + ",\"Bob\" Smith,City";
      default -> number(row) + ",=1+1,City";
    };
  }

  /** A million of them, each valid: areas, exchanges 220 to 229, lines. */
  private static String number(int row) {
    return "+1%s%03d%04d"
        .formatted(AREAS.get(row / 100_000), 220 + row / 10_000 % 10, row % 10_000);
  }
}
