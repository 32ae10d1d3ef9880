package io.callstream.projector.readmodel;

import io.callstream.projector.fold.BatchFold;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.NewFact;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.readmodel.Merging.Taken;
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
  private final Merging merging;
  private final RollUps rollUps;

  public ReadModel(JdbcClient database) {
    this.aliases = new Aliases(database);
    this.rows = new CallRows(database);
    this.facts = new CallFacts(database);
    this.merging = new Merging(database);
    this.rollUps = new RollUps(database);
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
    var named = aliases.resolve(signals);
    var there = lock(signals, named);
    if (named.isOutdatedBy(there.keySet())) {
      named = aliases.resolve(signals).after(named);
      there = lock(signals, named);
    }
    var batch = addressed(signals, named.rows());
    var taken = named.merges().isEmpty() ? Taken.NOTHING : take(named.merges(), there);
    var made = make(batch.without(there.keySet()), there, taken);
    var changed = change(batch.only(there.keySet()), there, taken);
    var news = Stream.concat(made.news().stream(), changed.news().stream()).toList();
    facts.append(news.stream().filter(NewFact::counts).toList());
    rollUps.count(
        Stream.concat(made.changes().stream(), changed.changes().stream()).toList(),
        taken.rows().values());
    return new Folded(news, made.repeats() + changed.repeats());
  }

  private Map<UUID, CallRow> lock(List<Signal> signals, Aliases.Resolved named) {
    var ids = new HashSet<>(addressed(signals, named.rows()).calls());
    named.merges().forEach(merge -> ids.add(merge.foreign()));
    return new HashMap<>(rows.lock(ids));
  }

  private Taken take(List<Merge> merges, Map<UUID, CallRow> there) {
    var foreign = merges.stream().map(Merge::foreign).toList();
    var taken = merging.take(merges, rows.lockWhole(foreign), there);
    foreign.forEach(there::remove);
    return taken;
  }

  /**
   * Folds calls that have no row into whole new rows. A row that another projector made meanwhile
   * is locked and added to {@code there}: its signals are not folded here.
   */
  private BatchFold make(Batch batch, Map<UUID, CallRow> there, Taken taken) {
    // Only moved facts can be there before their call's row.
    var known = taken.merges().isEmpty() ? Set.<NewFact.Id>of() : facts.known(batch.facts());
    var fold = fold(batch, empty(batch.calls()), known, taken);
    var made = rows.insert(fold.changes());
    if (made.size() == batch.calls().size()) {
      return fold;
    }
    there.putAll(rows.lock(batch.without(made).calls()));
    var own = batch.only(made);
    return fold(own, empty(own.calls()), known, taken);
  }

  private BatchFold change(Batch batch, Map<UUID, CallRow> there, Taken taken) {
    // Read after the locks are held, by a statement of its own: nobody adds facts to them now.
    var fold = fold(batch, there, facts.known(batch.facts()), taken);
    rows.update(fold.changes());
    return fold;
  }

  private static BatchFold fold(
      Batch batch, Map<UUID, CallRow> rows, Collection<NewFact.Id> known, Taken taken) {
    var fold = new BatchFold(rows, known);
    taken.foldInto(fold, batch.calls());
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

  private static Batch addressed(Collection<Signal> signals, Map<String, UUID> byRetellId) {
    return new Batch(
        signals.stream().map(s -> new Addressed(callId(s.names(), byRetellId), s)).toList());
  }

  private static UUID callId(Signal.Names names, Map<String, UUID> byRetellId) {
    UUID callId =
        names.retellCallId() == null ? names.callId() : byRetellId.get(names.retellCallId());
    return Objects.requireNonNull(callId, "a signal names its call");
  }
}
