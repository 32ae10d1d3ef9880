package io.callstream.chaos.load;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Calls asked for through the API, each with a key of its own, again and again until the gateway
 * has said 202; now and then once more after that.
 */
public final class CallLoad implements AutoCloseable {

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final int THREADS = 16;
  private static final int ASKED_AGAIN_EVERY = 7;

  private final Http gateway;
  private final InstantSource clock;
  private final long seed;
  private final String[] numbers;
  private final AtomicReferenceArray<Accepted> accepted;
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Latencies latencies = new Latencies();
  private volatile boolean closed;

  public CallLoad(URI gateway, String adminKey, InstantSource clock, long seed, int calls) {
    this.gateway =
        new Http(gateway, Map.of("Authorization", "Bearer " + adminKey), Duration.ofSeconds(15));
    this.clock = clock;
    this.seed = seed;
    this.numbers = Numbers.of(seed, calls);
    this.accepted = new AtomicReferenceArray<>(calls);
  }

  /** Places all, spread over that time, and returns when all are accepted. */
  public void run(Duration length) {
    Pace.run(
        new Pace.Work(numbers.length, Numbers.BURST, length), THREADS, () -> closed, this::place);
  }

  private void place(int n) {
    ask(n);
    if (n % ASKED_AGAIN_EVERY == 0) {
      ask(n);
    }
  }

  private void ask(int n) {
    byte[] body = Json.bytes(Map.of("to_number", numbers[n]));
    Map<String, String> key = Map.of("Idempotency-Key", "chaos-%d-%d".formatted(seed, n));
    while (!closed) {
      long begin = System.nanoTime();
      try {
        HttpResponse<String> answer = gateway.post("/api/v1/calls", body, key);
        if (answer.statusCode() < 500) {
          latencies.add(System.nanoTime() - begin);
          remember(n, answer);
          return;
        }
      } catch (IOException _) {
        // Nobody knows whether it was taken: the same key asks again.
        latencies.addNone(System.nanoTime() - begin);
      }
      refusals.incrementAndGet();
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  private void remember(int n, HttpResponse<String> answer) {
    if (answer.statusCode() != 202) {
      faults.add("call %d was answered %d %s".formatted(n, answer.statusCode(), answer.body()));
      return;
    }
    UUID id =
        UUID.fromString(
            Json.tree(answer.body().getBytes(StandardCharsets.UTF_8)).path("call_id").asString());
    Accepted call = new Accepted(id, numbers[n], clock.instant());
    if (!accepted.compareAndSet(n, null, call) && !id.equals(accepted.get(n).requestId())) {
      faults.add("one Idempotency-Key, two calls: %s and %s".formatted(accepted.get(n), call));
    }
  }

  /** Those that have been accepted so far. */
  public List<Accepted> accepted() {
    return java.util.stream.IntStream.range(0, accepted.length())
        .mapToObj(accepted::get)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  public int asked() {
    return numbers.length;
  }

  /** The number of each call that is asked for. */
  public List<String> numbers() {
    return List.of(numbers);
  }

  /** How many calls are for a phone that another call of the same moment is for. */
  public int rivals() {
    return Numbers.rivals(numbers);
  }

  /** How many the provider never makes. */
  public long neverMade() {
    return Stream.of(numbers).filter(Numbers::neverMade).count();
  }

  /** How many ring and are not answered by the provider. */
  public long unanswered() {
    return Stream.of(numbers).filter(Numbers::unanswered).count();
  }

  /** Answers that ought not to be. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** Tries that were answered 5xx or not at all. */
  public int refusals() {
    return refusals.get();
  }

  public Latencies latencies() {
    return latencies;
  }

  @Override
  public void close() {
    closed = true;
  }
}
