package io.callstream.gateway.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One bad row spoils no other, and none is lost without a word. */
class CsvFileTest {

  @Test
  void quotesLineBreaksAndEscapes() {
    assertThat(rows("a,b\n1,\"two\nlines\"\r\n\"x\"\"y\",\"\"\r3,4"))
        .containsExactly("2 [1, two\nlines]", "4 [x\"y, ]", "5 [3, 4]");
  }

  @Test
  void anUnclosedQuoteCostsItsOwnLineAlone() {
    assertThat(rows("a,b\n1,\"open\n2,x\n3,y\n"))
        .containsExactly("2! [1, \"open]", "3 [2, x]", "4 [3, y]");
  }

  @Test
  void anUnclosedQuoteBeforeAnotherQuoteSwallowsNobody() {
    assertThat(rows("a,b\n1,\"open\n2,\"closed\"\n3,y\n"))
        .containsExactly("2! [1, \"open]", "3 [2, closed]", "4 [3, y]");
  }

  @Test
  void aLineThatIsARowIsNoPartOfACell() {
    assertThat(rows("to,b\n+12125550123,\"open\n+12125550124,x\n+12125550125,\"\n+12125550126,y\n"))
        .containsExactly(
            "2! [+12125550123, \"open]",
            "3! [+12125550124, x]",
            "4! [+12125550125, \"]",
            "5 [+12125550126, y]");
  }

  @Test
  void aLineThatMayBeTheEndOfANoteIsNoRow() {
    assertThat(
            rows(
                "to,b\n+12125550110,\"Wife's line:\n+12125550111,after six\"\n+12125550112,x\"y\n"))
        .containsExactly(
            "2! [+12125550110, \"Wife's line:]",
            "3! [+12125550111, after six\"]",
            "4 [+12125550112, x\"y]");
  }

  @Test
  void aRecordOfSeveralLinesWithOtherCellsThanTheHeaderIsNone() {
    assertThat(rows("a,b,c\n1,\"open\n2,x,y\n\"3\",y,z\n"))
        .containsExactly("2! [1, \"open]", "3 [2, x, y]", "4 [3, y, z]");
  }

  @Test
  void aQuoteClosedWithinACellCostsItsLine() {
    assertThat(rows("a,b\n1,\"Bob\" Smith\n2,x\n"))
        .containsExactly("2! [1, \"Bob\" Smith]", "3 [2, x]");
    assertThat(rows("a,b\n1,\"Bob\" \n2,5\" tall\n"))
        .containsExactly("2 [1, Bob]", "3 [2, 5\" tall]");
  }

  @Test
  void marksSeparatorsAndEncodings() throws IOException {
    assertThat(rows("\uFEFFa;b\n1;Zoë\n")).containsExactly("2 [1, Zoë]");
    assertThat(rows("a\tb\n1\tx\n")).containsExactly("2 [1, x]");
    var windows = "a,b\n1,Zoë\n".getBytes(Charset.forName("windows-1252"));
    assertThat(read(CsvFile.of(new ByteArrayInputStream(windows)))).containsExactly("2 [1, Zoë]");
  }

  @Test
  void longCellsAreReadAndEndlessLinesPassedOver() {
    var cell = "x".repeat(5_000);
    assertThat(rows("a,b\n1," + cell + "\n")).containsExactly("2 [1, " + cell + "]");
    var found = rows("a,b\n" + "y".repeat(3 * CsvRecords.RECORD_MAX) + "\n1,2\n");
    assertThat(found).hasSize(2);
    assertThat(found.getFirst()).startsWith("2! ");
    assertThat(found.getLast()).isEqualTo("3 [1, 2]");
  }

  @Test
  void whateverIsBrokenEveryOtherLineIsRead() {
    var random = new Random(4);
    for (int round = 0; round < 500; round++) {
      var file = new StringBuilder("to,name,note\n");
      var good = new ArrayList<String>();
      for (int line = 2; line < 60; line++) {
        if (random.nextInt(10) == 0) {
          file.append(line).append(",\"never closed,x\n");
        } else {
          var name = "n" + line;
          file.append(line)
              .append(random.nextBoolean() ? ",\"" + name + "\"" : "," + name)
              .append(",z\n");
          good.add("%d [%d, %s, z]".formatted(line, line, name));
        }
      }
      assertThat(rows(file.toString())).as("round %d", round).containsAll(good).hasSize(58);
    }
  }

  @Test
  void aHeaderMustNameItsColumns() {
    for (var header : List.of("", "a,,b\n", "a,a\n", "\"a\n")) {
      assertThatThrownBy(() -> rows(header)).isInstanceOf(CsvFile.Unreadable.class);
    }
  }

  @Test
  void aFileThatBreaksOffSaysSo() throws IOException {
    var in =
        new SequenceInputStream(
            new ByteArrayInputStream("a,b\n1,2\n".repeat(20_000).getBytes(StandardCharsets.UTF_8)),
            new BrokenOff());
    var file = CsvFile.of(in);
    assertThatThrownBy(() -> read(file)).isInstanceOf(UncheckedIOException.class);
  }

  private static final class BrokenOff extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("gone");
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      throw new IOException("gone");
    }
  }

  private static List<String> rows(String file) {
    try {
      var csv = CsvFile.of(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
      csv.knowRowsBy(cells -> CsvFile.hasNumber(cells, 0));
      return read(csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> read(CsvFile file) {
    var rows = new ArrayList<String>();
    for (var row = file.next(); row != null; row = file.next()) {
      rows.add(row.line() + (row.readable() ? " " : "! ") + row.cells());
    }
    return rows;
  }
}
