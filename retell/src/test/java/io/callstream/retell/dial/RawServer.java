package io.callstream.retell.dial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server on a bare socket that does what a test says, and counts what really arrived:
 * connections, bytes, whole requests.
 */
final class RawServer implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");
  private static final int SETTLE_MILLIS = 10;

  /** What the server does with a connection; it is closed afterwards. */
  interface Talk {
    void with(Conversation conversation) throws Exception;
  }

  private final ServerSocket listener;
  private final Talk talk;
  private final boolean tls;
  private final Thread acceptor;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Conversation> conversations = new CopyOnWriteArrayList<>();
  private volatile boolean closing;

  private RawServer(@Nullable SSLContext tls, Talk talk) {
    this.talk = talk;
    this.tls = tls != null;
    var factory = tls == null ? ServerSocketFactory.getDefault() : tls.getServerSocketFactory();
    try {
      listener = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  static RawServer that(Talk talk) {
    return new RawServer(null, talk);
  }

  static RawServer secured(SSLContext tls, Talk talk) {
    return new RawServer(tls, talk);
  }

  /** Reads one request, sends these bytes and closes. */
  static RawServer answering(String answer) {
    return that(conversation -> {
      conversation.readRequest();
      conversation.send(answer);
    });
  }

  URI address() {
    return URI.create((tls ? "https" : "http") + "://localhost:" + listener.getLocalPort());
  }

  /** Ends the server once nothing more comes in, so that the counts are final. */
  RawServer settled() {
    closing = true;
    try {
      acceptor.join();
      for (var conversation : conversations) {
        conversation.done.await(30, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  int connections() {
    return connections.get();
  }

  /** Bytes that the server has read, TLS taken off. */
  int bytes() {
    return conversations.stream().mapToInt(one -> one.received.size()).sum();
  }

  /** Whole requests that the server has read. */
  int requests() {
    return conversations.stream().mapToInt(Conversation::requests).sum();
  }

  String received() {
    var all = new StringBuilder();
    conversations.forEach(one -> all.append(one.received.toString(StandardCharsets.UTF_8)));
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    closing = true;
    listener.close();
    for (var conversation : conversations) {
      conversation.socket.close();
    }
  }

  private void accept() {
    try {
      listener.setSoTimeout(SETTLE_MILLIS);
      while (!listener.isClosed()) {
        try {
          var conversation = new Conversation(listener.accept());
          connections.incrementAndGet();
          conversations.add(conversation);
          Thread.ofVirtual().start(conversation::run);
        } catch (SocketTimeoutException e) {
          if (closing) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The test has closed the listener.
    }
  }

  final class Conversation {

    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CountDownLatch done = new CountDownLatch(1);

    private Conversation(Socket socket) {
      this.socket = socket;
    }

    Socket socket() {
      return socket;
    }

    void readRequest() throws IOException {
      while (requests() == 0 && readOne()) {
        // Until the request is whole or the line is cut.
      }
    }

    void read(int count) throws IOException {
      while (received.size() < count && readOne()) {
        // Byte by byte, so that the cut comes exactly here.
      }
    }

    void readToEnd() throws IOException {
      while (readOne()) {
        // What comes is counted.
      }
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    void pause(Duration time) throws InterruptedException {
      new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Closes with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void closeNow() throws IOException {
      socket.close();
    }

    private boolean readOne() throws IOException {
      int one = socket.getInputStream().read();
      if (one < 0) {
        return false;
      }
      received.write(one);
      return true;
    }

    private int requests() {
      var text = received.toString(StandardCharsets.ISO_8859_1);
      int count = 0;
      for (int at = 0; at < text.length(); count++) {
        int head = text.indexOf("\r\n\r\n", at);
        if (head < 0) {
          return count;
        }
        var length = LENGTH.matcher(text.substring(at, head + 2));
        at = head + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        if (at > text.length()) {
          return count;
        }
      }
      return count;
    }

    private void run() {
      try (socket) {
        talk.with(this);
      } catch (Exception e) {
        // The other side went away, which many tests want.
      } finally {
        done.countDown();
      }
    }
  }
}
