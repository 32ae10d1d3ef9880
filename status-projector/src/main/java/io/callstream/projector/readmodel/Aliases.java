package io.callstream.projector.readmodel;

import static java.util.stream.Collectors.toSet;

import io.callstream.contracts.NameBasedIds;
import io.callstream.projector.fold.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The table {@code calls.aliases}: which row a Retell id belongs to. A row has one Retell id and
 * the first that is named for it gets it; any other gets a row of its own, and so does a call that
 * nobody names ours. Who names such a call ours later, takes its row over, unless ours has another
 * Retell id by then (MECHANISMS.md A3, G3).
 */
public final class Aliases {

  private static final String FIND =
      """
      select retell_call_id, call_id from calls.aliases where retell_call_id = any (:ids::text[])
      """;

  private static final String NAME =
      """
      insert into calls.aliases (retell_call_id, call_id)
      select * from unnest(:ids::text[], :calls::uuid[])
      on conflict do nothing
      returning retell_call_id, call_id
      """;

  private static final String TAKEN =
      "select call_id from calls.aliases where call_id = any (:calls::uuid[])";

  // Who comes second waits here, and finds nothing to take away.
  private static final String RELEASE =
      """
      delete from calls.aliases a
       using unnest(:ids::text[], :calls::uuid[]) as was (retell_call_id, call_id)
       where a.retell_call_id = was.retell_call_id and a.call_id = was.call_id
      returning a.retell_call_id
      """;

  private final JdbcClient database;

  public Aliases(JdbcClient database) {
    this.database = database;
  }

  /**
   * Where the signals of a batch belong.
   *
   * @param rows by Retell id
   * @param old those Retell ids that had a row before this transaction
   * @param merges rows that belong to another call from now on
   */
  public record Resolved(Map<String, UUID> rows, Set<String> old, List<Merge> merges) {

    /** Whether a row that was found by its name is no more: somebody merged it meanwhile. */
    boolean isOutdatedBy(Set<UUID> there) {
      return old.stream().map(rows::get).anyMatch(id -> !there.contains(id));
    }

    /** With the merges of the look before: it moved those names, and this one found them moved. */
    Resolved after(Resolved before) {
      return new Resolved(
          rows, old, Stream.concat(before.merges.stream(), merges.stream()).toList());
    }
  }

  /**
   * The row of each Retell id that the signals bear. Names the pairs that are new and moves those
   * that turned out to be ours, in the caller's transaction.
   */
  public Resolved resolve(Collection<Signal> signals) {
    var ids =
        signals.stream()
            .map(s -> s.names().retellCallId())
            .filter(Objects::nonNull)
            .collect(toSet());
    var rows = find(ids);
    var old = new HashSet<>(rows.keySet());
    ids.removeAll(old);
    rows.putAll(name(named(ids, signals)));
    // Of no call of ours, or of one that has another Retell id, or named by another projector now.
    ids.removeAll(rows.keySet());
    if (!ids.isEmpty()) {
      name(own(ids));
      rows.putAll(find(ids));
    }
    var merges = move(ours(signals, rows), rows);
    merges.forEach(merge -> old.remove(merge.retellCallId()));
    return new Resolved(rows, old, merges);
  }

  /** The row of each Retell id that has one. */
  public Map<String, UUID> find(Set<String> ids) {
    return pairs(database.sql(FIND).param("ids", texts(ids)));
  }

  private static Map<String, UUID> named(Set<String> ids, Collection<Signal> signals) {
    var named = new TreeMap<String, UUID>();
    for (var signal : signals) {
      var names = signal.names();
      if (names.retellCallId() != null
          && names.callId() != null
          && ids.contains(names.retellCallId())) {
        named.putIfAbsent(names.retellCallId(), names.callId());
      }
    }
    return named;
  }

  /** The rows of their own. */
  private static Map<String, UUID> own(Set<String> ids) {
    var own = new TreeMap<String, UUID>();
    ids.forEach(id -> own.put(id, NameBasedIds.foreignCallId(id)));
    return own;
  }

  /**
   * Names pairs in the order of the ids, so that projectors queue and do not deadlock.
   *
   * @return those that were free
   */
  private Map<String, UUID> name(Map<String, UUID> sorted) {
    return sorted.isEmpty()
        ? Map.of()
        : pairs(
            database
                .sql(NAME)
                .param("ids", texts(sorted.keySet()))
                .param("calls", uuids(sorted.values())));
  }

  private static Map<String, UUID> pairs(JdbcClient.StatementSpec statement) {
    var pairs = new HashMap<String, UUID>();
    statement.query(row -> {
      pairs.put(row.getString("retell_call_id"), row.getObject("call_id", UUID.class));
    });
    return pairs;
  }

  /** Rows of foreign calls that a signal names ours; each Retell id once. */
  private static Map<String, Merge> ours(Collection<Signal> signals, Map<String, UUID> rows) {
    var ours = new TreeMap<String, Merge>();
    for (var signal : signals) {
      var names = signal.names();
      var row = rows.get(names.retellCallId());
      if (names.retellCallId() != null && names.callId() != null && !names.callId().equals(row)) {
        var foreign = NameBasedIds.foreignCallId(names.retellCallId());
        if (foreign.equals(row)) {
          ours.putIfAbsent(
              names.retellCallId(),
              new Merge(names.retellCallId(), foreign, names.callId(), signal));
        }
      }
    }
    return ours;
  }

  /** Those of the wanted that came to be: a call of ours that has a Retell id keeps it. */
  private List<Merge> move(Map<String, Merge> wanted, Map<String, UUID> rows) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    var taken =
        Set.copyOf(
            database
                .sql(TAKEN)
                .param("calls", uuids(wanted.values().stream().map(Merge::into).toList()))
                .query(UUID.class)
                .list());
    wanted.values().removeIf(merge -> taken.contains(merge.into()));
    var released = release(wanted.values());
    var mine = wanted.values().stream().filter(m -> released.contains(m.retellCallId())).toList();
    name(pairs(mine, Merge::into));
    // Of two that were named the same call, one got it; the other has its own row back.
    name(pairs(mine, Merge::foreign));
    rows.putAll(find(wanted.keySet()));
    var merges = new ArrayList<>(mine);
    merges.removeIf(merge -> !merge.into().equals(rows.get(merge.retellCallId())));
    return merges;
  }

  private static Map<String, UUID> pairs(List<Merge> merges, Function<Merge, UUID> row) {
    var pairs = new TreeMap<String, UUID>();
    merges.forEach(merge -> pairs.put(merge.retellCallId(), row.apply(merge)));
    return pairs;
  }

  private Set<String> release(Collection<Merge> wanted) {
    return Set.copyOf(
        database
            .sql(RELEASE)
            .param("ids", texts(wanted.stream().map(Merge::retellCallId).toList()))
            .param("calls", uuids(wanted.stream().map(Merge::foreign).toList()))
            .query(String.class)
            .list());
  }

  private static SqlArrayValue texts(Collection<String> texts) {
    return new SqlArrayValue("text", (Object[]) texts.toArray(String[]::new));
  }

  private static SqlArrayValue uuids(Collection<UUID> ids) {
    return new SqlArrayValue("uuid", (Object[]) ids.toArray(UUID[]::new));
  }
}
