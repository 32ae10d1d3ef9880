package io.callstream.projector.readmodel;

import io.callstream.projector.fold.BatchFold;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.NewFact;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.fold.StatusMapping;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The read model as a batch sees it. Works in the caller's transaction, with a constant number of
 * statements: however many records, one row is written for each call, once.
 */
public final class ReadModel {

  private final Aliases aliases;
  private final CallRows rows;
  private final CallFacts facts;

  public ReadModel(JdbcClient database) {
    this.aliases = new Aliases(database);
    this.rows = new CallRows(database);
    this.facts = new CallFacts(database);
  }

  /**
   * What a batch came to.
   *
   * @param news what it made known, in order for each call
   * @param repeats how many signals brought nothing new
   */
  public record Folded(List<NewFact> news, int repeats) {}

  /** Folds the signals into the rows they are about and writes these; their locks are held. */
  public Folded fold(List<Signal> signals) {
    var batch = addressed(signals);
    var there = new HashMap<>(rows.lock(batch.calls()));
    var made = make(batch.without(there.keySet()), there);
    var changed = change(batch.only(there.keySet()), there);
    var news = Stream.concat(made.news().stream(), changed.news().stream()).toList();
    if (!news.isEmpty()) {
      facts.append(news);
    }
    return new Folded(news, made.repeats() + changed.repeats());
  }

  /**
   * Folds calls that have no row into whole new rows. A row that another projector made meanwhile
   * is locked and added to {@code there}: its signals are not folded here.
   */
  private BatchFold make(Batch batch, Map<UUID, CallRow> there) {
    var fold = fold(batch, empty(batch.calls()), Set.of());
    var made = rows.insert(fold.changes());
    if (made.size() == batch.calls().size()) {
      return fold;
    }
    there.putAll(rows.lock(batch.without(made).calls()));
    var own = batch.only(made);
    return fold(own, empty(own.calls()), Set.of());
  }

  private BatchFold change(Batch batch, Map<UUID, CallRow> there) {
    // Read after the locks are held, by a statement of its own: nobody adds facts to them now.
    var fold = fold(batch, there, facts.known(batch.facts()));
    rows.update(fold.changes());
    return fold;
  }

  private static BatchFold fold(
      Batch batch, Map<UUID, CallRow> rows, Collection<NewFact.Id> known) {
    var fold = new BatchFold(rows, known);
    batch.signals().forEach(a -> fold.add(a.callId(), a.signal()));
    return fold;
  }

  private static Map<UUID, CallRow> empty(Set<UUID> calls) {
    return calls.stream().collect(Collectors.toMap(Function.identity(), StatusMapping::unknown));
  }

  private record Addressed(UUID callId, Signal signal) {}

  private record Batch(List<Addressed> signals) {

    Set<UUID> calls() {
      return signals.stream().map(Addressed::callId).collect(Collectors.toSet());
    }

    Batch only(Set<UUID> calls) {
      return new Batch(signals.stream().filter(a -> calls.contains(a.callId())).toList());
    }

    Batch without(Set<UUID> calls) {
      return new Batch(signals.stream().filter(a -> !calls.contains(a.callId())).toList());
    }

    Set<NewFact.Id> facts() {
      return signals.stream()
          .flatMap(a -> BatchFold.ids(a.callId(), a.signal()).stream())
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  private Batch addressed(Collection<Signal> signals) {
    Map<String, UUID> byRetellId = aliases.rows(signals);
    return new Batch(
        signals.stream().map(s -> new Addressed(callId(s.names(), byRetellId), s)).toList());
  }

  private static UUID callId(Signal.Names names, Map<String, UUID> byRetellId) {
    UUID callId =
        names.retellCallId() == null ? names.callId() : byRetellId.get(names.retellCallId());
    return Objects.requireNonNull(callId, "a signal names its call");
  }
}
