package io.callstream.local.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between the dispatchers and the sandbox, passes on what is said, and does otherwise where
 * a rule asks for it.
 */
final class RetellProxy implements AutoCloseable {

  /** Longer than any answer is waited for. */
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(3);

  private static final String CREATE = "POST /v2/create-phone-call";

  private final ServerSocket server;
  private final int upstreamPort;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What is done instead of passing a request on. */
  interface Act {
    void on(Exchange exchange) throws IOException;
  }

  /**
   * A rule; it is used as often as {@code uses} says.
   *
   * @param atHead whether it is asked before the body has come
   */
  private record Rule(boolean atHead, AtomicInteger uses, Predicate<HttpMessage> fits, Act act) {

    boolean claims(boolean head, HttpMessage message) {
      return head == atHead && fits.test(message) && uses.getAndDecrement() > 0;
    }
  }

  RetellProxy(int upstreamPort) throws IOException {
    this.upstreamPort = upstreamPort;
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("retell-proxy").start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The next create for this number, read whole and not passed on. */
  void onCreate(String toNumber, Act act) {
    rules.add(new Rule(false, new AtomicInteger(1), createTo(toNumber), act));
  }

  /** The next create at all, as soon as its head is there: nothing of it has been passed on. */
  void onNextCreateAtItsFirstBytes(Act act) {
    rules.add(
        new Rule(
            true, new AtomicInteger(1), message -> message.requestLine().startsWith(CREATE), act));
  }

  /** Passes the next create for this number on, and keeps its answer until it is released. */
  Held holdAnswerOfCreate(String toNumber) {
    Held held = new Held();
    rules.add(new Rule(false, new AtomicInteger(1), createTo(toNumber), held));
    return held;
  }

  /** Keeps every question about calls unanswered until released: only webhooks tell. */
  Held holdQuestions() {
    Held held = new Held();
    Rule rule = new Rule(false, new AtomicInteger(Integer.MAX_VALUE), RetellProxy::asks, held);
    rules.add(rule);
    held.whenReleased(() -> rules.remove(rule));
    return held;
  }

  private static boolean asks(HttpMessage message) {
    return message.requestLine().matches("(POST /v3/list-calls|GET /v2/get-call/).*");
  }

  private static Predicate<HttpMessage> createTo(String toNumber) {
    return message -> message.requestLine().startsWith(CREATE) && message.text().contains(toNumber);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().name("retell-proxy-connection").start(() -> serve(client));
      } catch (IOException _) {
        // Closed, or a connection that went away before it was taken.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout((int) IDLE_LIMIT.toMillis());
      while (serveOne(client)) {
        open.removeIf(Socket::isClosed);
      }
    } catch (IOException _) {
      // Either side went away: so does the other.
    }
  }

  /** False when the connection is not to be used any more. */
  private boolean serveOne(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] head = HttpMessage.readHead(in);
    if (head.length == 0) {
      return false;
    }
    HttpMessage headOnly = HttpMessage.readRest(head, InputStream.nullInputStream(), false);
    Exchange early = new Exchange(headOnly, client, upstreamPort);
    if (apply(true, headOnly, early)) {
      return early.goesOn();
    }
    HttpMessage request = HttpMessage.readRest(head, in, false);
    Exchange exchange = new Exchange(request, client, upstreamPort);
    if (!apply(false, request, exchange)) {
      exchange.passOn();
    }
    return exchange.goesOn();
  }

  private boolean apply(boolean atHead, HttpMessage message, Exchange exchange) throws IOException {
    for (Rule rule : rules) {
      if (rule.claims(atHead, message)) {
        rule.act().on(exchange);
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One request and what becomes of it. */
  static final class Exchange {

    private final HttpMessage request;
    private final Socket client;
    private final int upstreamPort;
    private boolean goesOn = true;

    Exchange(HttpMessage request, Socket client, int upstreamPort) {
      this.request = request;
      this.client = client;
      this.upstreamPort = upstreamPort;
    }

    boolean goesOn() {
      return goesOn;
    }

    /** Sends the request to Retell and waits for the answer, which the client does not get yet. */
    HttpMessage forward() throws IOException {
      try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), upstreamPort)) {
        upstream.setSoTimeout((int) IDLE_LIMIT.toMillis());
        request.writeTo(upstream.getOutputStream());
        InputStream in = upstream.getInputStream();
        return HttpMessage.readRest(HttpMessage.readHead(in), in, true);
      }
    }

    void answer(HttpMessage answer) throws IOException {
      answer.writeTo(client.getOutputStream());
      if (!answer.whole()) {
        cut();
      }
    }

    void passOn() throws IOException {
      answer(forward());
    }

    /** Closes the connection: the client gets nothing. */
    void cut() throws IOException {
      goesOn = false;
      client.close();
    }
  }
}
