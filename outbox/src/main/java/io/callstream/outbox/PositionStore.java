package io.callstream.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Debezium and {@link Positions}: remembers that a position could not be stored,
 * which Debezium does not. Debezium makes its store by class name alone, so that this one is found
 * through a name in the engine's settings.
 */
final class PositionStore implements AutoCloseable {

  private static final Map<String, PositionStore> OPEN = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final Positions positions;
  private volatile @Nullable RuntimeException failure;

  private PositionStore(Positions positions) {
    this.positions = positions;
  }

  static PositionStore open(Positions positions) {
    var store = new PositionStore(positions);
    OPEN.put(store.name, store);
    return store;
  }

  static PositionStore named(String name) {
    PositionStore store = OPEN.get(name);
    if (store == null) {
      throw new IllegalStateException("its engine has ended");
    }
    return store;
  }

  String name() {
    return name;
  }

  /**
   * Goes on only with every position stored.
   *
   * @throws RuntimeException the failure of the first that was not
   */
  void requireStored() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    Map<String, String> stored = positions.load();
    Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
    for (ByteBuffer key : keys) {
      String position = stored.get(text(key));
      if (position != null) {
        found.put(key, ByteBuffer.wrap(position.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return CompletableFuture.completedFuture(found);
  }

  /** Stores at once; the callback is what lets Debezium begin its next flush. */
  Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    try {
      values.forEach((source, position) -> positions.save(text(source), text(position)));
    } catch (RuntimeException e) {
      failure = e;
      callback.onCompletion(e, null);
      return CompletableFuture.failedFuture(e);
    }
    callback.onCompletion(null, null);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    OPEN.remove(name);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
