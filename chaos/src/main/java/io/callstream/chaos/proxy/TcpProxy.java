package io.callstream.chaos.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One link of the system, on a port of its own of 127.0.0.1; its mode may change at any time. */
public final class TcpProxy implements AutoCloseable {

  /** Between two portions of a slow drip. */
  static final Duration DRIP_INTERVAL = Duration.ofMillis(50);

  private static final int BACKLOG = 512;
  private static final Duration ACCEPTOR_LIMIT = Duration.ofSeconds(1);

  private final String name;
  private final int port;
  private final IntSupplier upstream;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private volatile LinkMode mode = new LinkMode.Pass();
  private final AtomicLong hits = new AtomicLong();
  private volatile int changes;
  private @Nullable ServerSocket server;
  private @Nullable Thread acceptor;
  private volatile boolean closed;

  /**
   * Listens at once.
   *
   * @param upstream the port of 127.0.0.1 that the next connection goes to
   */
  public TcpProxy(String name, int port, IntSupplier upstream) {
    this.name = name;
    this.port = port;
    this.upstream = upstream;
    listen();
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** The mode of this moment. */
  LinkMode mode() {
    return mode;
  }

  /** How many connections have felt a mode other than {@link LinkMode.Pass}, each mode once. */
  public long hits() {
    return hits.get();
  }

  /** How many connections are open. */
  public int connections() {
    return open.size();
  }

  /** How often its mode was set. */
  int changes() {
    return changes;
  }

  void hit() {
    hits.incrementAndGet();
  }

  boolean closed() {
    return closed;
  }

  int upstream() {
    return upstream.getAsInt();
  }

  /** From now on it does this, on open connections too. */
  public synchronized void set(LinkMode next) {
    LinkMode before = mode;
    changes++;
    mode = next;
    if (before instanceof LinkMode.DropAnswer) {
      // Streams that lack bytes must not go on.
      open.forEach(Connection::reset);
    }
    if (next instanceof LinkMode.Refuse) {
      stopListening();
      hits.addAndGet(open.size());
      open.forEach(Connection::reset);
    } else if (server == null && !closed) {
      listen();
    }
  }

  private synchronized void listen() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server = socket;
      acceptor = Thread.ofPlatform().daemon().name("link-" + name).start(() -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException("link " + name + " cannot listen at " + port, e);
    }
  }

  private synchronized void stopListening() {
    ServerSocket socket = server;
    server = null;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      awaitAcceptor();
    }
  }

  /** The kernel takes connections until nobody waits for one any more. */
  private void awaitAcceptor() {
    Thread last = acceptor;
    acceptor = null;
    try {
      if (last != null) {
        last.join(ACCEPTOR_LIMIT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Connection connection = new Connection(this, socket.accept());
        open.add(connection);
        connection.start(() -> open.remove(connection));
      } catch (IOException _) {
        // Closed, or a client that went away before it was taken.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    stopListening();
    open.forEach(Connection::reset);
  }
}
