package io.callstream.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One client's connection: sends whole requests, one after the other, and reads no more of an
 * answer than it must; cheap on purpose. Where the server closes, it connects anew.
 */
final class Connection implements AutoCloseable {

  private static final int ANSWER_WITHIN_MILLIS = 30_000;
  private static final int ANSWER_BYTES_MAX = 32 * 1024;
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String END_OF_CHUNKS = "\r\n0\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_LENGTH = 3;

  private final int port;
  private final byte[] answer = new byte[ANSWER_BYTES_MAX];
  private Socket socket;
  private int read;

  Connection(int port) throws IOException {
    this.port = port;
    this.socket = connect(port);
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
    return socket;
  }

  /** The status of the answer, which has been read to its end. */
  int send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    read = 0;
    int endOfHead = readTo(END_OF_HEAD, 0);
    var head = text(0, endOfHead).toLowerCase(Locale.ROOT);
    readBody(head, endOfHead);
    if (head.contains("\r\nconnection: close")) {
      socket.close();
      socket = connect(port);
    }
    return Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + STATUS_LENGTH));
  }

  private void readBody(String head, int endOfHead) throws IOException {
    int length = head.indexOf(LENGTH);
    if (length >= 0) {
      int from = length + LENGTH.length();
      int end =
          endOfHead + Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
      while (read < end) {
        readMore();
      }
    } else if (head.contains("\r\ntransfer-encoding: chunked")) {
      // From the end of the head, which an empty body's only chunk follows at once.
      readTo(END_OF_CHUNKS, endOfHead - 2);
    }
  }

  /** The place behind the next such end. */
  private int readTo(String end, int from) throws IOException {
    while (true) {
      int at = text(from, read).indexOf(end);
      if (at >= 0) {
        return from + at + end.length();
      }
      readMore();
    }
  }

  private void readMore() throws IOException {
    int more = socket.getInputStream().read(answer, read, answer.length - read);
    if (more <= 0) {
      throw new IOException(
          more < 0 ? "the connection was closed" : "an answer of more than " + answer.length);
    }
    read += more;
  }

  private String text(int from, int to) {
    return new String(answer, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** What the last answer said, its head included. */
  String said() {
    return new String(Arrays.copyOf(answer, read), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
