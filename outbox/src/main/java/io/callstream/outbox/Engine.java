package io.callstream.outbox;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of Debezium, on a thread of its own. */
final class Engine implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private Engine(Properties settings, Streaming streaming) {
    this.engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings)
            .using((success, message, error) -> end(success, message, error))
            .notifying(streaming)
            .build();
  }

  static Engine start(Properties settings, Streaming streaming) {
    var engine = new Engine(settings, streaming);
    Thread.ofPlatform().name("outbox-engine").daemon().start(engine::run);
    return engine;
  }

  /**
   * Goes on only while it runs; waits for its end for so long.
   *
   * @throws ExecutionException with the cause of its end
   */
  void requireRunning(Duration wait) throws InterruptedException, ExecutionException {
    try {
      end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return;
    }
    throw new ExecutionException(new IllegalStateException("the engine ended by itself"));
  }

  /** Stops it and waits for at most 20 s; what lingers on can neither publish nor store. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + STOPPED_WITHIN.toNanos();
    while (!end.isDone() && System.nanoTime() < deadline) {
      try {
        engine.close();
      } catch (IOException | IllegalStateException e) {
        // It refuses while its tasks start, and when it is stopping already.
        log.debug("the engine does not stop yet", e);
      }
      try {
        requireRunning(ASK_AGAIN);
      } catch (ExecutionException _) {
        return;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (!end.isDone()) {
      log.error("the engine did not stop within {} s", STOPPED_WITHIN.toSeconds());
    }
  }

  private void run() {
    try {
      engine.run();
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    } finally {
      end.complete(null);
    }
  }

  private void end(boolean success, String message, Throwable error) {
    if (error != null) {
      end.completeExceptionally(error);
    } else if (!success) {
      end.completeExceptionally(new IllegalStateException(message));
    }
  }
}
