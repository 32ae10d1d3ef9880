package io.callstream.projector.fold;

import io.callstream.contracts.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Folds signals one after the other into the rows they are about. Not for several threads. */
public final class BatchFold {

  private final Map<UUID, CallRow> before;
  private final Map<UUID, CallRow> after;
  private final Set<NewFact.Id> known;
  private final List<NewFact> news = new ArrayList<>();
  private int repeats;

  /**
   * @param rows of every call that a signal will be about
   * @param known facts of those calls, at least such as the signals may bring again
   */
  public BatchFold(Map<UUID, CallRow> rows, Collection<NewFact.Id> known) {
    this.before = Map.copyOf(rows);
    this.after = new HashMap<>(rows);
    this.known = new HashSet<>(known);
  }

  /** Folds a signal in; false when it is a repeat, which changes nothing (MECHANISMS.md G1). */
  public boolean add(UUID callId, Signal signal) {
    if (!known.addAll(ids(callId, signal))) {
      repeats++;
      return false;
    }
    var row = after.get(callId);
    if (row == null) {
      throw new IllegalArgumentException("the row of call " + callId + " was not given");
    }
    var next = StatusMapping.next(row, signal);
    after.put(callId, next);
    long version = row.version();
    for (Fact fact : signal.facts()) {
      version++;
      news.add(new NewFact(fact, version, signal, next));
    }
    return true;
  }

  /**
   * Folds the row of a foreign call into one of ours: what is known of both, as if it had been said
   * of ours (MECHANISMS.md G3).
   *
   * @param facts how many the call has more by it
   * @param by the signal that named the two one call
   */
  public void merge(UUID callId, CallRow foreign, long facts, Signal by) {
    var row = after.getOrDefault(callId, StatusMapping.unknown(callId));
    var known = row.known().join(foreign.known());
    var next = StatusMapping.row(callId, row.version() + facts, known);
    after.put(callId, next);
    news.add(new NewFact(Fact.MERGED, next.version(), by, next));
    news.add(new NewFact(Fact.MERGED, foreign.version() + 1, by, foreign, callId));
  }

  /** The facts that a signal brings to a call. */
  public static List<NewFact.Id> ids(UUID callId, Signal signal) {
    return signal.facts().stream()
        .map(fact -> new NewFact.Id(callId, fact, signal.digest()))
        .toList();
  }

  /** What the signals made known, in their order. */
  public List<NewFact> news() {
    return List.copyOf(news);
  }

  /** How many signals brought nothing new. */
  public int repeats() {
    return repeats;
  }

  /** The rows that changed. */
  public List<Change> changes() {
    return before.values().stream()
        .map(row -> new Change(row, after.getOrDefault(row.callId(), row)))
        .filter(change -> change.after().version() > change.before().version())
        .toList();
  }
}
