package io.callstream.dispatcher;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retell, as far as a dispatcher meets it, on a port of its own. It counts every create that
 * arrives and rings as it is told; it tells what it knows to list-calls and get-call.
 */
public final class StandInRetell implements AutoCloseable {

  /** What a create leads to. */
  public enum Behaviour {
    /** 201, and it rings. */
    ACCEPT,
    /** It rings, and the answer is cut. */
    RING_AND_CUT,
    /** It does not ring, and the answer is cut. */
    CUT,
    /** It rings, and the answer comes when {@link #answerHeld()} is called. */
    RING_AND_HOLD,
    THROTTLE,
    FAIL_500,
    REFUSE_422,
    REFUSE_401
  }

  /** A create that arrived. */
  public record Create(
      String toNumber, UUID dialId, UUID requestId, String retellCallId, boolean rang) {}

  /** Decides what a create leads to. */
  public interface Script {
    Behaviour of(String toNumber, int earlierCreates);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Create> creates = new CopyOnWriteArrayList<>();
  private final List<String> stops = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, ObjectNode> calls = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile Script script = (_, _) -> Behaviour.ACCEPT;
  private volatile Runnable onCreate = () -> {};
  private volatile Runnable onRead = () -> {};
  private volatile int concurrency = 20;
  private volatile boolean readsAnswered = true;
  private volatile boolean listed = true;
  private volatile boolean filterObeyed = true;
  private volatile int stopStatus = 204;

  public StandInRetell() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v2/create-phone-call", this::create);
    server.createContext("/v3/list-calls", this::list);
    server.createContext("/v2/get-call/", this::get);
    server.createContext("/v2/stop-call/", this::stop);
    server.createContext("/get-concurrency", this::readConcurrency);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void script(Script script) {
    this.script = script;
  }

  /** Runs for each create that has arrived, before it is answered. */
  public void onCreate(Runnable onCreate) {
    this.onCreate = onCreate;
  }

  /** Runs for each get-concurrency and list-calls that has arrived, before it is answered. */
  public void onRead(Runnable onRead) {
    this.onRead = onRead;
  }

  /** Whether list-calls answers as if no filter had been sent. */
  public void filterObeyed(boolean obeyed) {
    this.filterObeyed = obeyed;
  }

  public void concurrency(int limit) {
    this.concurrency = limit;
  }

  /** Whether get-concurrency, list-calls and get-call are answered, or 503. */
  public void readsAnswered(boolean answered) {
    this.readsAnswered = answered;
  }

  /** Whether list-calls knows the calls (a ringing call is hidden). */
  public void listed(boolean listed) {
    this.listed = listed;
  }

  public void stopStatus(int status) {
    this.stopStatus = status;
  }

  /** Lets the held answers go. */
  public void answerHeld() {
    held.countDown();
  }

  /** Every create that arrived, in order. */
  public List<Create> creates() {
    return List.copyOf(creates);
  }

  /** Retell ids of the stops that arrived. */
  public List<String> stops() {
    return List.copyOf(stops);
  }

  /** Routes of the reads that arrived. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** How often phones of that request rang. */
  public long rings(UUID requestId) {
    return creates.stream().filter(c -> c.requestId().equals(requestId) && c.rang()).count();
  }

  /** Ends a call: what get-call says from then on. */
  public void end(String retellCallId, String reason) {
    known(retellCallId).put("call_status", "ended").put("disconnection_reason", reason);
  }

  /** Forgets a call: get-call says 404. */
  public void forget(String retellCallId) {
    calls.remove(retellCallId);
  }

  /** A webhook body about a call of a create that arrived. */
  public byte[] webhook(String event, String retellCallId) {
    var body = Json.mapper().createObjectNode().put("event", event);
    var call = known(retellCallId).deepCopy();
    switch (event) {
      case "call_started" -> call.put("call_status", "ongoing");
      case "call_ended" ->
          call.put("call_status", "ended").put("disconnection_reason", "user_hangup");
      default -> {}
    }
    body.set("call", call);
    return Json.bytes(body);
  }

  private ObjectNode known(String retellCallId) {
    return requireNonNull(calls.get(retellCallId));
  }

  private void create(HttpExchange exchange) throws IOException {
    var body = (ObjectNode) Json.tree(exchange.getRequestBody().readAllBytes());
    var to = body.get("to_number").stringValue();
    int earlier = (int) creates.stream().filter(c -> c.toNumber().equals(to)).count();
    var behaviour = script.of(to, earlier);
    boolean rings =
        switch (behaviour) {
          case ACCEPT, RING_AND_CUT, RING_AND_HOLD -> true;
          default -> false;
        };
    var id = "call_" + numbers.incrementAndGet() + "_" + UUID.randomUUID();
    var metadata = body.get("metadata");
    if (rings) {
      var call = Json.mapper().createObjectNode();
      call.put("call_id", id).put("call_type", "phone_call").put("call_status", "registered");
      call.put("direction", "outbound").put("agent_id", "agent");
      call.put("from_number", body.get("from_number").stringValue()).put("to_number", to);
      call.set("metadata", metadata.deepCopy());
      calls.put(id, call);
    }
    // Whoever sees the create may take the hook away.
    var then = onCreate;
    creates.add(
        new Create(
            to,
            UUID.fromString(metadata.get(MetadataKeys.DIAL_ID).stringValue()),
            UUID.fromString(metadata.get(MetadataKeys.REQUEST_ID).stringValue()),
            id,
            rings));
    then.run();
    switch (behaviour) {
      case ACCEPT -> answer(exchange, 201, Json.bytes(known(id)));
      case RING_AND_CUT, CUT -> exchange.close();
      case RING_AND_HOLD -> {
        await(held);
        answer(exchange, 201, Json.bytes(known(id)));
      }
      case THROTTLE -> error(exchange, 429, "slow down");
      case FAIL_500 -> error(exchange, 500, "unexpected");
      case REFUSE_422 -> error(exchange, 422, "cannot find the agent");
      case REFUSE_401 -> error(exchange, 401, "invalid key");
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    asked.add("list");
    onRead.run();
    var criteria = Json.tree(exchange.getRequestBody().readAllBytes()).get("filter_criteria");
    var answer = Json.mapper().createObjectNode().put("has_more", false);
    var items = answer.putArray("items");
    if (listed) {
      var filter = criteria.get("metadata").get(0);
      calls.values().stream()
          .filter(call -> {
            var value = call.get("metadata").get(filter.get("key").stringValue());
            return !filterObeyed || (value != null && value.equals(filter.get("value")));
          })
          .forEach(items::add);
    }
    read(exchange, Json.bytes(answer));
  }

  private void get(HttpExchange exchange) throws IOException {
    asked.add("get");
    var path = exchange.getRequestURI().getPath();
    var call = calls.get(path.substring(path.lastIndexOf('/') + 1));
    if (call == null && readsAnswered) {
      error(exchange, 404, "no such call");
    } else {
      read(exchange, Json.bytes(call == null ? Map.of() : call));
    }
  }

  private void stop(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    stops.add(path.substring(path.lastIndexOf('/') + 1));
    if (stopStatus == 204) {
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    } else {
      error(exchange, stopStatus, "not yet");
    }
  }

  private void readConcurrency(HttpExchange exchange) throws IOException {
    asked.add("concurrency");
    onRead.run();
    read(
        exchange,
        Json.bytes(
            Map.of(
                "current_concurrency", 0,
                "concurrency_limit", concurrency,
                "reserved_inbound_concurrency", 0)));
  }

  private void read(HttpExchange exchange, byte[] body) throws IOException {
    if (readsAnswered) {
      answer(exchange, 200, body);
    } else {
      error(exchange, 503, "away");
    }
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    var body = "{\"status\":\"error\",\"message\":\"" + message + "\"}";
    answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    answerHeld();
    server.stop(0);
    threads.shutdownNow();
  }
}
