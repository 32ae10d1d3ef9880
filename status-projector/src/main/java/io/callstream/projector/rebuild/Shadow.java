package io.callstream.projector.rebuild;

import io.callstream.projector.fold.BatchFold;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.NewFact;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.readmodel.Aliases;
import io.callstream.projector.readmodel.CallFacts;
import io.callstream.projector.readmodel.CallRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The rows that a rebuild makes. Which records are facts, and of which call, is no matter of the
 * mapping: that is as the live read model has it.
 */
final class Shadow {

  private static final String TABLE = "calls.rebuilt_calls";
  private static final String FACTS = "calls.rebuilt_facts";

  private static final String REMEMBER =
      """
      insert into calls.rebuilt_facts (call_id, fact, digest)
      select * from unnest(:calls::uuid[], :facts::text[], :digests::text[])
      """;

  private static final String MERGED =
      """
      select r.call_id as foreign_id, m.call_id as into_id
        from calls.merged m join calls.rebuilt_calls r on r.call_id = m.old_id::uuid
       order by r.call_id
      """;

  private static final String MOVE_FACTS =
      """
      with gone as (
        delete from calls.rebuilt_facts where call_id = :from returning fact, digest)
      insert into calls.rebuilt_facts (call_id, fact, digest)
      select :into, fact, digest from gone on conflict do nothing
      """;

  private static final String COUNT =
      "select count(*) from calls.rebuilt_facts where call_id = :id";

  private static final String REMOVE = "delete from calls.rebuilt_calls where call_id = :id";

  private final JdbcClient database;
  private final CallRows rows;
  private final Aliases aliases;
  private final CallFacts liveFacts;
  private final CallFacts facts;

  Shadow(JdbcClient database) {
    this.database = database;
    this.rows = new CallRows(database, TABLE);
    this.aliases = new Aliases(database);
    this.liveFacts = new CallFacts(database);
    this.facts = new CallFacts(database, FACTS);
  }

  private record Addressed(UUID callId, Signal signal) {

    List<NewFact.Id> facts() {
      return BatchFold.ids(callId, signal);
    }
  }

  /** Folds signals that the live rows know, in the caller's transaction. */
  void fold(List<Signal> signals) {
    var batch = known(signals);
    if (batch.isEmpty()) {
      return;
    }
    var calls = batch.stream().map(Addressed::callId).collect(Collectors.toSet());
    Map<UUID, CallRow> there =
        calls.stream().collect(Collectors.toMap(Function.identity(), StatusMapping::unknown));
    there.putAll(rows.lock(calls));
    var fold = new BatchFold(there, facts.known(ids(batch)));
    batch.forEach(a -> fold.add(a.callId(), a.signal()));
    write(fold.changes());
    remember(fold.news());
  }

  /** Folds rows of foreign calls into ours that the live rows have merged since. */
  void merge() {
    record Pair(UUID from, UUID into) {}
    var pairs =
        database
            .sql(MERGED)
            .query((row, _) ->
                new Pair(
                    row.getObject("foreign_id", UUID.class), row.getObject("into_id", UUID.class)))
            .list();
    pairs.forEach(pair -> merge(pair.from(), pair.into()));
  }

  private void merge(UUID from, UUID into) {
    var both = rows.lockWhole(List.of(from, into));
    database.sql(MOVE_FACTS).param("from", from).param("into", into).update();
    long version = database.sql(COUNT).param("id", into).query(Long.class).single();
    var before = both.getOrDefault(into, StatusMapping.unknown(into));
    var foreign = both.getOrDefault(from, StatusMapping.unknown(from));
    var known = before.known().join(foreign.known());
    write(List.of(new Change(before, StatusMapping.row(into, version, known))));
    database.sql(REMOVE).param("id", from).update();
  }

  /**
   * Leaves out what is no fact of the live read model: such a record was set aside as a dead
   * letter, and counts when it is sent again.
   */
  private List<Addressed> known(List<Signal> signals) {
    var rowsOf =
        aliases.find(
            signals.stream()
                .map(s -> s.names().retellCallId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    var batch = new ArrayList<Addressed>();
    for (var signal : signals) {
      var names = signal.names();
      var callId = names.retellCallId() == null ? names.callId() : rowsOf.get(names.retellCallId());
      if (callId != null) {
        batch.add(new Addressed(callId, signal));
      }
    }
    var live = liveFacts.known(ids(batch));
    batch.removeIf(a -> !live.containsAll(a.facts()));
    return batch;
  }

  private static Set<NewFact.Id> ids(List<Addressed> batch) {
    return batch.stream()
        .flatMap(a -> a.facts().stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private void write(List<Change> changes) {
    var parts = changes.stream().collect(Collectors.partitioningBy(c -> c.before().version() == 0));
    rows.insert(parts.getOrDefault(true, List.of()));
    rows.update(parts.getOrDefault(false, List.of()));
  }

  private void remember(List<NewFact> news) {
    if (news.isEmpty()) {
      return;
    }
    database
        .sql(REMEMBER)
        .param("calls", array("uuid", news, f -> f.row().callId()))
        .param("facts", array("text", news, f -> f.fact().wire()))
        .param("digests", array("text", news, f -> f.signal().digest()))
        .update();
  }

  private static SqlArrayValue array(
      String type, List<NewFact> news, Function<NewFact, Object> part) {
    return new SqlArrayValue(type, news.stream().map(part).toArray());
  }
}
