package io.callstream.outbox;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Debezium makes by its class name; public and without arguments for that reason alone. */
public final class PositionBackingStore implements OffsetBackingStore {

  static final String STORE = "callstream.position.store";

  private @Nullable PositionStore store;

  @Override
  public void configure(WorkerConfig config) {
    store = PositionStore.named(config.originalsStrings().getOrDefault(STORE, ""));
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    return store().get(keys);
  }

  @Override
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    return store().set(values, callback);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }

  private PositionStore store() {
    if (store == null) {
      throw new IllegalStateException("not configured");
    }
    return store;
  }
}
