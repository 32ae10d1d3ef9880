package io.callstream.gateway.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of files whose encoding nobody has said: UTF-8 where it is UTF-8, else Windows-1252. A file
 * is read byte by byte as Latin-1, in which no byte is lost and CSV's own signs look the same; each
 * cell is then decoded for itself.
 */
public final class Cells {

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private Cells() {}

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Decodes a cell that was read as Latin-1. */
  static String decoded(String latin) {
    if (isAscii(latin)) {
      return latin;
    }
    return decoded(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** UTF-8, or Windows-1252 where it is no UTF-8. */
  public static String decoded(byte[] bytes) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes));
      return text.toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, WINDOWS);
    }
  }
}
