package io.callstream.retell.dial;

import io.callstream.retell.RetellAccount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Opens connections to Retell for dials, one for each. There is no pool, no proxy and no retry: a
 * connection is opened, carries at most one request and is closed.
 */
public final class DialLine implements AutoCloseable {

  private static final int ADDRESSES_TRIED = 3;

  private final RetellAccount account;
  private final DialLimits limits;
  private final InstantSource clock;
  private final SSLContext tls;
  private final ScheduledThreadPoolExecutor watchdog;

  /** A line with the machine's own trusted certificates. */
  public DialLine(RetellAccount account, DialLimits limits, InstantSource clock) {
    this(account, limits, clock, usual());
  }

  DialLine(RetellAccount account, DialLimits limits, InstantSource clock, SSLContext tls) {
    this.account = account;
    this.limits = limits;
    this.clock = clock;
    this.tls = tls;
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("dial-watchdog").factory());
    watchdog.setRemoveOnCancelPolicy(true);
  }

  /**
   * Opens TCP, and TLS with the host's name checked. Blocks up to the connect limit per address.
   */
  public Opened open() {
    var cause = "no address";
    try {
      for (var address : addresses()) {
        try {
          return new Opened.Ready(connect(new InetSocketAddress(address, account.port())));
        } catch (IOException | RuntimeException e) {
          cause = describe(e);
        }
      }
    } catch (IOException e) {
      cause = describe(e);
    }
    return new Opened.Unreachable(cause);
  }

  /** Opens as many connections side by side, so that a slow handshake does not add up. */
  public List<Opened> open(int connections) {
    return connections == 1 ? List.of(open()) : sideBySide(connections);
  }

  private List<Opened> sideBySide(int connections) {
    var opening = new ArrayList<CompletableFuture<Opened>>();
    try {
      for (int i = 0; i < connections; i++) {
        opening.add(CompletableFuture.supplyAsync(this::open, Thread::startVirtualThread));
      }
      return opening.stream().map(CompletableFuture::join).toList();
    } catch (RuntimeException | Error e) {
      for (var one : opening) {
        var _ = one.thenAccept(DialLine::close);
      }
      throw e;
    }
  }

  private static void close(Opened opened) {
    if (opened instanceof Opened.Ready(var connection)) {
      connection.close();
    }
  }

  /** Ends the watch over open connections; they stay open until their own end. */
  @Override
  public void close() {
    watchdog.shutdown();
  }

  /** Limits what a socket may still do. */
  Watch watch(Socket socket, Duration limit) {
    return Watch.over(socket, limit, watchdog);
  }

  RetellAccount account() {
    return account;
  }

  DialLimits limits() {
    return limits;
  }

  InstantSource clock() {
    return clock;
  }

  static String describe(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private List<InetAddress> addresses() throws IOException {
    var all = InetAddress.getAllByName(account.baseUrl().getHost());
    return Arrays.asList(all).subList(0, Math.min(all.length, ADDRESSES_TRIED));
  }

  private DialConnection connect(InetSocketAddress address) throws IOException {
    var plain = new Socket();
    try (var _ = watch(plain, limits.connect())) {
      plain.setTcpNoDelay(true);
      plain.connect(address, Math.toIntExact(limits.connect().toMillis()));
      return account.tls()
          ? new DialConnection(this, plain, secured(plain))
          : new DialConnection(this, plain, plain);
    } catch (IOException | RuntimeException | Error e) {
      Watch.closeQuietly(plain);
      throw e;
    }
  }

  private SSLSocket secured(Socket plain) throws IOException {
    var host = account.baseUrl().getHost();
    var secured =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, host, account.port(), true);
    var parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static SSLContext usual() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("No trusted certificates on this machine", e);
    }
  }
}
