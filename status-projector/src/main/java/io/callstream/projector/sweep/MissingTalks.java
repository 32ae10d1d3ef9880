package io.callstream.projector.sweep;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls whose talk is missing, by Retell's ids, in the order in which they are asked for: each
 * once, for what Retell does not have it will not have at the next sweep. For one thread.
 */
final class MissingTalks {

  /** While there is no place for a page of them, no page is asked for. */
  static final int WAITING_MAX = 20_000;

  /** Of older ones it is forgotten, and they may be asked for once more. */
  static final int ANSWERED_MAX = 20_000;

  /** So often, and through so many lists that Retell did answer, or an outage would count. */
  static final int VAIN_MAX = 8;

  private record Vain(int times, int sinceList) {}

  private final int waitingMax;
  private final LinkedHashMap<String, Vain> waiting = new LinkedHashMap<>();
  private final LinkedHashSet<String> answered = new LinkedHashSet<>();
  private int lists;

  MissingTalks(int waitingMax) {
    this.waitingMax = waitingMax;
  }

  boolean hasPlaceFor(int calls) {
    return waiting.size() + calls <= waitingMax;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes a call in, if it was not asked for. */
  void add(String id) {
    if (!answered.contains(id)) {
      waiting.putIfAbsent(id, new Vain(0, lists));
    }
  }

  /** The call to ask for now, which waits until an answer is told; null when none does. */
  @Nullable String next() {
    return waiting.isEmpty() ? null : waiting.firstEntry().getKey();
  }

  /** What Retell has of this call is brought in. */
  void answered(String id) {
    waiting.remove(id);
    if (answered.size() == ANSWERED_MAX) {
      answered.removeFirst();
    }
    answered.add(id);
  }

  /**
   * It was asked for in vain, and is once more after the others; false when that was tried often
   * enough: such a call would keep every later sweep at the same place.
   */
  boolean unanswered(String id) {
    var before = waiting.remove(id);
    var vain =
        before == null || before.times() == 0
            ? new Vain(1, lists)
            : new Vain(before.times() + 1, before.sinceList());
    if (vain.times() >= VAIN_MAX && lists - vain.sinceList() >= VAIN_MAX) {
      answered(id);
      return false;
    }
    waiting.putLast(id, vain);
    return true;
  }

  /** A list was read to its end. */
  void listed() {
    lists++;
  }

  void clear() {
    waiting.clear();
    answered.clear();
  }
}
