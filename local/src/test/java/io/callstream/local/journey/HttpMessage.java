package io.callstream.local.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 message, byte for byte as it came. */
final class HttpMessage {

  private static final int HEAD_MAX = 64 * 1024;

  private final String head;
  private final byte[] bytes;
  private final int bodyBegin;
  private final boolean whole;

  private HttpMessage(byte[] head, byte[] bytes, boolean whole) {
    this.head = new String(head, StandardCharsets.ISO_8859_1);
    this.bytes = bytes;
    this.bodyBegin = head.length;
    this.whole = whole;
  }

  /** The head of the next message with the empty line that ends it; shorter when cut. */
  static byte[] readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!endsWithEmptyLine(head)) {
      int next = in.read();
      if (next < 0 || head.size() > HEAD_MAX) {
        break;
      }
      head.write(next);
    }
    return head.toByteArray();
  }

  private static boolean endsWithEmptyLine(ByteArrayOutputStream head) {
    return head.size() >= 4 && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n");
  }

  /** The message whose head has been read; the body of an answer may last until the end. */
  static HttpMessage readRest(byte[] headBytes, InputStream in, boolean answer) throws IOException {
    String head = new String(headBytes, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(headBytes);
    if (!head.endsWith("\r\n\r\n")) {
      return new HttpMessage(headBytes, headBytes, false);
    }
    boolean whole = readBody(head, in, answer, all);
    return new HttpMessage(headBytes, all.toByteArray(), whole);
  }

  private static boolean readBody(
      String head, InputStream in, boolean answer, ByteArrayOutputStream all) throws IOException {
    if (answer && head.matches("(?s)HTTP/1\\.1 (1..|204|304) .*")) {
      return true;
    }
    @Nullable String length = header(head, "content-length");
    if (length != null) {
      int expected = Integer.parseInt(length);
      byte[] body = in.readNBytes(expected);
      all.write(body);
      return body.length == expected;
    }
    if (header(head, "transfer-encoding") != null) {
      return readChunks(in, all);
    }
    if (answer) {
      all.write(in.readAllBytes());
    }
    return true;
  }

  private static boolean readChunks(InputStream in, ByteArrayOutputStream all) throws IOException {
    while (true) {
      String line = readLine(in, all);
      if (line.isEmpty()) {
        return false;
      }
      int size = Integer.parseInt(line.split(";", -1)[0].strip(), 16);
      byte[] chunk = in.readNBytes(size + 2);
      all.write(chunk);
      if (chunk.length < size + 2) {
        return false;
      }
      if (size == 0) {
        return true;
      }
    }
  }

  private static String readLine(InputStream in, ByteArrayOutputStream all) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      all.write(next);
      if (next == '\n') {
        return line.toString().strip();
      }
      line.append((char) next);
    }
    return "";
  }

  private static @Nullable String header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  /** Method and path, such as {@code POST /v2/create-phone-call}. */
  String requestLine() {
    return head.lines().findFirst().orElse("").replaceFirst(" HTTP/1\\.1$", "");
  }

  /** The body. */
  String text() {
    return new String(bytes, bodyBegin, bytes.length - bodyBegin, StandardCharsets.UTF_8);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** False when its sender went away in the middle of it. */
  boolean whole() {
    return whole;
  }
}
