package io.callstream.chaos.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One connection through a link: two streams, each treated as the link's mode says just then. */
final class Connection {

  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int REQUEST_BYTES = 64;

  private final TcpProxy link;
  private final Socket client;
  private volatile @Nullable Socket server;
  private volatile boolean cut;
  private volatile String request = "";
  private volatile int hitAt = -1;
  private @Nullable LinkMode countedUnder;
  private int counted;

  Connection(TcpProxy link, Socket client) {
    this.link = link;
    this.client = client;
  }

  void start(Runnable onEnd) {
    Thread.ofVirtual()
        .name("link-" + link.name())
        .start(() -> {
          try {
            serve();
            close();
          } catch (IOException _) {
            // Either side went away, or could not be reached: so does the other.
            reset();
          } finally {
            onEnd.run();
          }
        });
  }

  private void serve() throws IOException {
    client.setTcpNoDelay(true);
    holdWhileHanging();
    if (link.mode() instanceof LinkMode.Reset) {
      hit();
      throw new IOException("reset");
    }
    if (cut) {
      throw new IOException("reset");
    }
    Socket upstream = new Socket(InetAddress.getLoopbackAddress(), link.upstream());
    upstream.setTcpNoDelay(true);
    server = upstream;
    if (cut) {
      throw new IOException("reset meanwhile");
    }
    Thread answers = Thread.ofVirtual().start(() -> pumpAnswers(upstream));
    pump(client.getInputStream(), upstream.getOutputStream(), true);
    upstream.shutdownOutput();
    join(answers);
  }

  private void pumpAnswers(Socket upstream) {
    try {
      pump(upstream.getInputStream(), client.getOutputStream(), false);
      client.shutdownOutput();
    } catch (IOException _) {
      reset();
    }
  }

  private void pump(InputStream in, OutputStream out, boolean fromClient) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (fromClient) {
        request = new String(buffer, 0, Math.min(n, REQUEST_BYTES), StandardCharsets.ISO_8859_1);
      }
      holdWhileHanging();
      deliver(buffer, n, out, fromClient);
    }
  }

  private void deliver(byte[] bytes, int n, OutputStream out, boolean fromClient)
      throws IOException {
    switch (link.mode()) {
      case LinkMode.DropAnswer drop when !fromClient && request.startsWith(drop.to()) ->
          // Swallowed.
          hit();
      case LinkMode.CutAfter cutAfter when fromClient -> cutAfter(cutAfter, bytes, n, out);
      case LinkMode.Reset _, LinkMode.Refuse _ -> {
        hit();
        throw new IOException("reset");
      }
      case LinkMode.Drip drip -> {
        hit();
        drip(drip.bytes(), bytes, n, out);
      }
      case LinkMode.Latency latency -> {
        hit();
        LockSupport.parkNanos(latency.delay().toNanos());
        out.write(bytes, 0, n);
      }
      case LinkMode.Pass _, LinkMode.Hang _, LinkMode.DropAnswer _, LinkMode.CutAfter _ ->
          out.write(bytes, 0, n);
    }
  }

  /** Once for each time that the link was set to something. */
  private void hit() {
    int now = link.changes();
    if (hitAt != now) {
      hitAt = now;
      link.hit();
    }
  }

  private void cutAfter(LinkMode.CutAfter mode, byte[] bytes, int n, OutputStream out)
      throws IOException {
    if (!mode.equals(countedUnder)) {
      countedUnder = mode;
      counted = 0;
    }
    int rest = Math.min(n, mode.bytes() - counted);
    out.write(bytes, 0, rest);
    counted += rest;
    if (counted >= mode.bytes()) {
      hit();
      throw new IOException("cut");
    }
  }

  private void drip(int portion, byte[] bytes, int n, OutputStream out) throws IOException {
    int sent = 0;
    while (sent < n && link.mode() instanceof LinkMode.Drip && !cut) {
      int next = Math.min(portion, n - sent);
      out.write(bytes, sent, next);
      sent += next;
      LockSupport.parkNanos(TcpProxy.DRIP_INTERVAL.toNanos());
    }
    out.write(bytes, sent, n - sent);
  }

  private void holdWhileHanging() {
    while (link.mode() instanceof LinkMode.Hang hang
        && request.startsWith(hang.on())
        && !link.closed()
        && !cut) {
      hit();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** In order: what was written before still arrives. */
  private void close() throws IOException {
    client.close();
    Socket upstream = server;
    if (upstream != null) {
      upstream.close();
    }
  }

  /** Both sides learn at once, by RST. */
  void reset() {
    cut = true;
    reset(client);
    Socket upstream = server;
    if (upstream != null) {
      reset(upstream);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException _) {
      // Gone already.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
