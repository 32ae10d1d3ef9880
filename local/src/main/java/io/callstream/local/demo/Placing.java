package io.callstream.local.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Places a call for each person, a few at a time, while others look how far that is. */
final class Placing implements AutoCloseable {

  private static final int AT_A_TIME = 4;

  private final ExecutorService senders = Executors.newFixedThreadPool(AT_A_TIME);
  private final Map<UUID, CallRow> accepted = new ConcurrentHashMap<>();
  private final AtomicInteger known = new AtomicInteger();
  private final AtomicReference<@Nullable DemoFailed> failure = new AtomicReference<>();

  private Placing() {}

  static Placing begin(GatewayApi gateway, List<Person> people) {
    Placing placing = new Placing();
    people.forEach(person -> placing.senders.execute(() -> placing.place(gateway, person)));
    placing.senders.shutdown();
    return placing;
  }

  private void place(GatewayApi gateway, Person person) {
    if (failure.get() != null) {
      return;
    }
    try {
      GatewayApi.Placed placed = gateway.place(person);
      if (placed.known()) {
        known.incrementAndGet();
      }
      accepted.put(placed.call().callId(), placed.call());
    } catch (DemoFailed e) {
      failure.compareAndSet(null, e);
    }
  }

  /** The calls accepted so far, as they were then, by id. */
  Map<UUID, CallRow> accepted() {
    Optional.ofNullable(failure.get())
        .ifPresent(e -> {
          throw e;
        });
    return Map.copyOf(accepted);
  }

  /** How many of them the gateway had taken in an earlier run. */
  int known() {
    return known.get();
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
