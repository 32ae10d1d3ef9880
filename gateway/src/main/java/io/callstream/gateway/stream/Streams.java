package io.callstream.gateway.stream;

import io.callstream.contracts.Headers;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/**
 * Writes call events to listeners as server-sent events, each with its own reader of the topic. A
 * listener that takes nothing for as long as a write may last (the connection's timeout) is
 * dropped; it comes again with {@code Last-Event-ID} and misses nothing.
 */
@Component
class Streams implements Worker {

  /** Each has a reader with buffers of its own. */
  private static final int LISTENERS_MAX = 32;

  private static final Duration LOOK = Duration.ofMillis(500);

  /** So often something is written, or a listener that is gone would never be missed. */
  private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final MeterRegistry meters;
  private final Semaphore places = new Semaphore(LISTENERS_MAX);
  private volatile boolean running;

  Streams(KafkaSettings kafka, MeterRegistry meters) {
    this.kafka = kafka;
    this.meters = meters;
    meters.gauge("callstream.gateway.streams", places, p -> LISTENERS_MAX - p.availablePermits());
  }

  /** Whether there is a place for one more listener, which is then taken. */
  boolean enter() {
    return running && places.tryAcquire();
  }

  /** Gives the place back. */
  void leave() {
    places.release();
  }

  /** A reader of what comes next. */
  Tail tail(@org.jspecify.annotations.Nullable Position from) {
    return new Tail(kafka, from);
  }

  /** Writes until the listener is gone or the gateway stops. */
  void write(Tail tail, OutputStream out) {
    try {
      long lastSign = System.nanoTime();
      // The position has moved past the gap: a listener that is cut here must have heard of both.
      var at = tail.position();
      send(out, "retry: 1000\n" + (tail.hadGap() ? gap(at) : "id: " + at.write() + "\n\n"));
      while (running) {
        int written = writeNext(tail, out);
        if (written > 0 || System.nanoTime() - lastSign > BETWEEN_SIGNS.toNanos()) {
          send(out, written > 0 ? "" : ":\n\n");
          lastSign = System.nanoTime();
        }
      }
    } catch (IOException _) {
      // Gone, or too slow: both come again.
      meters.counter("callstream.gateway.streams.dropped").increment();
    }
  }

  private static int writeNext(Tail tail, OutputStream out) throws IOException {
    int written = 0;
    for (var event : tail.next(LOOK)) {
      tail.taken(event);
      out.write(text(event, tail.position()).getBytes(StandardCharsets.UTF_8));
      written++;
    }
    if (tail.hadGap()) {
      out.write(gap(tail.position()).getBytes(StandardCharsets.UTF_8));
      written++;
    }
    return written;
  }

  private static String gap(Position after) {
    return "event: gap\nid: " + after.write() + "\ndata: {}\n\n";
  }

  private static String text(ConsumerRecord<byte[], byte[]> event, Position after) {
    var type = event.headers().lastHeader(Headers.CE_TYPE);
    var value = new String(event.value(), StandardCharsets.UTF_8);
    return "id: "
        + after.write()
        + "\nevent: "
        + (type == null ? "message" : new String(type.value(), StandardCharsets.UTF_8))
        + "\ndata: "
        + value.replace("\n", "\ndata: ")
        + "\n\n";
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void start() {
    running = true;
  }

  /** Every stream ends at its next look. */
  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
