package io.callstream.projector.readmodel;

import io.callstream.projector.fold.BatchFold;
import io.callstream.projector.fold.Signal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The read model as a batch sees it. Works in the caller's transaction, with a constant number of
 * statements.
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

  private record Addressed(UUID callId, Signal signal) {}

  /** Locks the rows of the signals and folds the signals into them; writes nothing yet. */
  public BatchFold fold(List<Signal> signals) {
    var addressed = addressed(signals);
    var locked = rows.lock(addressed.stream().map(Addressed::callId).collect(Collectors.toSet()));
    // Read after the locks are held, by a statement of its own: nobody adds facts to them now.
    var known =
        facts.known(
            addressed.stream()
                .flatMap(a -> BatchFold.ids(a.callId(), a.signal()).stream())
                .toList());
    var fold = new BatchFold(locked, known);
    addressed.forEach(a -> fold.add(a.callId(), a.signal()));
    return fold;
  }

  /** Writes what the fold changed. */
  public void save(BatchFold fold) {
    if (!fold.news().isEmpty()) {
      rows.write(fold.changes());
      facts.append(fold.news());
    }
  }

  private List<Addressed> addressed(Collection<Signal> signals) {
    Map<String, UUID> byRetellId = aliases.rows(signals);
    return signals.stream().map(s -> new Addressed(callId(s.names(), byRetellId), s)).toList();
  }

  private static UUID callId(Signal.Names names, Map<String, UUID> byRetellId) {
    UUID callId =
        names.retellCallId() == null ? names.callId() : byRetellId.get(names.retellCallId());
    return Objects.requireNonNull(callId, "a signal names its call");
  }
}
