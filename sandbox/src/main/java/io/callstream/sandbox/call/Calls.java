package io.callstream.sandbox.call;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The calls of this process: all that live, and the newest of those that are over. */
public final class Calls {

  private final int liveMax;
  private final int keptMax;
  private final NavigableMap<Long, PretendCall> byNumber = new ConcurrentSkipListMap<>();
  private final Map<String, Long> numbers = new ConcurrentHashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicLong forgotten = new AtomicLong();

  /**
   * @param liveMax calls that may ring or talk at once
   * @param keptMax calls remembered; the oldest ended ones go first
   */
  public Calls(int liveMax, int keptMax) {
    this.liveMax = liveMax;
    this.keptMax = keptMax;
  }

  /** Whether one more may ring. */
  public boolean room() {
    return live.get() < liveMax;
  }

  /** Begins a call that rings. */
  PretendCall begin(String id, CallRequest request, Behaviour behaviour) {
    var call = PretendCall.ringing(lastNumber.incrementAndGet(), id, request, behaviour);
    live.incrementAndGet();
    byNumber.put(call.number(), call);
    numbers.put(id, call.number());
    forgetOldest();
    return call;
  }

  /** Moves a call on, if it is as it must be for that; empty when it is not. */
  Optional<PretendCall> move(
      String id, Predicate<PretendCall> from, UnaryOperator<PretendCall> to) {
    var number = numbers.get(id);
    if (number == null) {
      return Optional.empty();
    }
    var moved = new AtomicReference<@Nullable PretendCall>();
    var over = new AtomicBoolean();
    byNumber.computeIfPresent(
        number,
        (_, call) -> {
          // May run again when another thread was quicker.
          moved.set(null);
          over.set(false);
          if (!from.test(call)) {
            return call;
          }
          var next = to.apply(call);
          moved.set(next);
          over.set(next.ended() && !call.ended());
          return next;
        });
    if (over.get()) {
      live.decrementAndGet();
    }
    return Optional.ofNullable(moved.get());
  }

  /** Forgets a call that is over; false when there is none of this id, or it is not over. */
  public boolean delete(String id) {
    var number = numbers.get(id);
    if (number == null || !find(id).map(PretendCall::ended).orElse(false)) {
      return false;
    }
    byNumber.remove(number);
    return numbers.remove(id) != null;
  }

  /**
   * Changes a call that is over; empty when it is not over.
   *
   * @param metadata null leaves it, as does the other
   * @param storage Retell's {@code data_storage_setting}
   */
  public Optional<PretendCall> update(
      String id, @Nullable ObjectNode metadata, @Nullable String storage) {
    return move(
        id,
        PretendCall::ended,
        call ->
            call.with(
                metadata == null ? call.request() : call.request().withMetadata(metadata),
                storage == null ? call.storage() : storage));
  }

  /** A call by Retell's id. */
  public Optional<PretendCall> find(String id) {
    return Optional.ofNullable(numbers.get(id)).map(byNumber::get);
  }

  /**
   * Calls that do not ring, one side of a number.
   *
   * @param after the number of the last one seen; not itself included
   */
  public Stream<PretendCall> listed(boolean newestFirst, long after) {
    var ordered =
        newestFirst
            ? byNumber.headMap(after, false).descendingMap()
            : byNumber.tailMap(after, false);
    // Retell does not list a call that rings (CONTRACT.md).
    return ordered.values().stream().filter(call -> !call.ringing());
  }

  /** Calls that ring or talk. */
  public int live() {
    return live.get();
  }

  /** Calls remembered. */
  public int kept() {
    return numbers.size();
  }

  /** Calls forgotten for want of room. */
  public long forgotten() {
    return forgotten.get();
  }

  private void forgetOldest() {
    if (numbers.size() <= keptMax) {
      return;
    }
    for (var call : byNumber.values()) {
      if (call.ended()) {
        byNumber.remove(call.number());
        numbers.remove(call.id());
        forgotten.incrementAndGet();
        return;
      }
    }
  }
}
