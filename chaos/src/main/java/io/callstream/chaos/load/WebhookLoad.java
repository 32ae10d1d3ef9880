package io.callstream.chaos.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Webhooks of calls that are not ours, each sent one to five times, all shuffled, and sent again
 * until it is acknowledged.
 */
public final class WebhookLoad implements AutoCloseable {

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final int THREADS = 32;
  private static final int REPEATS_MAX = 5;
  private static final String SIGNATURE = "x-retell-signature";

  private final Http gateway;
  private final String key;
  private final InstantSource clock;
  private final long seed;
  private final int[] order;
  private final AtomicIntegerArray acknowledged;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicLong signedAt = new AtomicLong();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Latencies latencies = new Latencies();
  private volatile boolean closed;

  /**
   * @param webhooks distinct ones, rounded up to whole calls
   */
  public WebhookLoad(URI gateway, String key, InstantSource clock, long seed, int webhooks) {
    this.gateway = new Http(gateway, Map.of(), Duration.ofSeconds(10));
    this.key = key;
    this.clock = clock;
    this.seed = seed;
    int calls = Math.ceilDiv(webhooks, ForeignCall.EVENTS);
    this.acknowledged = new AtomicIntegerArray(calls * ForeignCall.EVENTS);
    this.order = order(seed, acknowledged.length());
  }

  /** Each webhook as often as it is sent, in the order of sending. */
  static int[] order(long seed, int webhooks) {
    RandomGenerator random = new SplittableRandom(seed ^ 0x6f72646572L);
    int[] order = new int[webhooks * REPEATS_MAX];
    int sends = 0;
    for (int webhook = 0; webhook < webhooks; webhook++) {
      for (int times = random.nextInt(1, REPEATS_MAX + 1); times > 0; times--) {
        order[sends++] = webhook;
      }
    }
    for (int n = sends - 1; n > 0; n--) {
      int other = random.nextInt(n + 1);
      int kept = order[n];
      order[n] = order[other];
      order[other] = kept;
    }
    return java.util.Arrays.copyOf(order, sends);
  }

  /** Sends all, spread over that time, and returns when all are acknowledged. */
  public void run(Duration length) {
    Pace.run(new Pace.Work(order.length, 1, length), THREADS, () -> closed, n -> send(order[n]));
  }

  private void send(int webhook) {
    byte[] body =
        ForeignCall.of(seed, webhook / ForeignCall.EVENTS).webhook(webhook % ForeignCall.EVENTS);
    while (!closed) {
      long begin = System.nanoTime();
      String signature = signature(body, key, nextMillis());
      sent.incrementAndGet();
      try {
        int status =
            gateway.post("/api/webhooks/retell", body, Map.of(SIGNATURE, signature)).statusCode();
        latencies.add(System.nanoTime() - begin);
        if (status == 200) {
          acknowledged.incrementAndGet(webhook);
          return;
        }
        if (status != 503) {
          faults.add("a webhook was answered " + status);
          return;
        }
      } catch (IOException _) {
        // Sent again, as Retell would.
        latencies.addNone(System.nanoTime() - begin);
      }
      refusals.incrementAndGet();
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  /** No two alike: of two with one signature the gateway need not keep the second. */
  private long nextMillis() {
    return signedAt.updateAndGet(last -> Math.max(last + 1, clock.millis()));
  }

  /**
   * As Retell signs, made here a second time: {@code v=<epoch ms>,d=<hex HMAC-SHA256 of body and
   * v>}.
   */
  static String signature(byte[] body, String key, long epochMillis) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(body);
      mac.update(String.valueOf(epochMillis).getBytes(StandardCharsets.UTF_8));
      return "v=%d,d=%s".formatted(epochMillis, HexFormat.of().formatHex(mac.doFinal()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Distinct webhooks. */
  public int distinct() {
    return acknowledged.length();
  }

  /** The foreign calls. */
  public int calls() {
    return acknowledged.length() / ForeignCall.EVENTS;
  }

  /** How often any was sent so far, again and again ones included. */
  public int sent() {
    return sent.get();
  }

  /**
   * How often it was acknowledged.
   *
   * @param webhook call times three plus event
   */
  public int acknowledged(int webhook) {
    return acknowledged.get(webhook);
  }

  public long seed() {
    return seed;
  }

  /** How many of the sends have not been acknowledged. */
  public int unacknowledged() {
    int sum = 0;
    for (int webhook = 0; webhook < acknowledged.length(); webhook++) {
      sum += acknowledged.get(webhook);
    }
    return order.length - sum;
  }

  /** Answers that ought not to be. */
  public java.util.List<String> faults() {
    return java.util.List.copyOf(faults);
  }

  /** Tries that were answered 503 or not at all. */
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
