package io.callstream.projector.sweep;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls whose talk is missing, by Retell's ids, in the order in which they are asked for: each
 * once, for what Retell does not have it will not have at the next sweep. For one thread.
 */
final class MissingTalks {

  /** More wait for the next sweep, which lists them again. */
  static final int WAITING_MAX = 20_000;

  /** Of older ones it is forgotten, and they may be asked for once more. */
  static final int ANSWERED_MAX = 20_000;

  private final LinkedHashSet<String> waiting = new LinkedHashSet<>();
  private final LinkedHashSet<String> answered = new LinkedHashSet<>();

  /** Takes a call in, if it was not asked for; false when there is no place for it. */
  boolean add(String id) {
    if (answered.contains(id) || waiting.contains(id)) {
      return true;
    }
    return waiting.size() < WAITING_MAX && waiting.add(id);
  }

  /** The call to ask for now, which waits no longer; null when none does. */
  @Nullable String next() {
    return waiting.isEmpty() ? null : waiting.removeFirst();
  }

  /** Retell has said what it has of this call. */
  void answered(String id) {
    if (answered.size() == ANSWERED_MAX) {
      answered.removeFirst();
    }
    answered.add(id);
  }

  void clear() {
    waiting.clear();
    answered.clear();
  }
}
