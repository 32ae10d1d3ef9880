package io.callstream.projector.readmodel;

import static java.util.stream.Collectors.toSet;

import io.callstream.contracts.NameBasedIds;
import io.callstream.projector.fold.Signal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The table {@code calls.aliases}: which row a Retell id belongs to. A row has one Retell id and
 * the first that is named for it gets it; any other gets a row of its own, and so does a call that
 * nobody names ours.
 */
public final class Aliases {

  private static final String FIND =
      """
      select retell_call_id, call_id from calls.aliases where retell_call_id = any (:ids::text[])
      """;

  // In the order of the arrays: the named pairs come first, and so win over the rows of their own.
  private static final String NAME =
      """
      insert into calls.aliases (retell_call_id, call_id)
      select * from unnest(:ids::text[], :calls::uuid[])
      on conflict do nothing
      """;

  private final JdbcClient database;

  public Aliases(JdbcClient database) {
    this.database = database;
  }

  /**
   * The row of each Retell id that the signals bear. Names the pairs that are new, in the caller's
   * transaction.
   */
  public Map<String, UUID> rows(Collection<Signal> signals) {
    var ids =
        signals.stream()
            .map(s -> s.names().retellCallId())
            .filter(Objects::nonNull)
            .collect(toSet());
    var known = find(ids);
    ids.removeAll(known.keySet());
    if (!ids.isEmpty()) {
      name(ids, signals);
      known.putAll(find(ids));
    }
    return known;
  }

  private Map<String, UUID> find(Set<String> ids) {
    var found = new HashMap<String, UUID>();
    database
        .sql(FIND)
        .param("ids", new SqlArrayValue("text", ids.toArray()))
        .query(row -> {
          found.put(row.getString("retell_call_id"), row.getObject("call_id", UUID.class));
        });
    return found;
  }

  private void name(Set<String> ids, Collection<Signal> signals) {
    var named = new TreeMap<String, UUID>();
    for (var signal : signals) {
      var names = signal.names();
      if (names.retellCallId() != null
          && names.callId() != null
          && ids.contains(names.retellCallId())) {
        named.putIfAbsent(names.retellCallId(), names.callId());
      }
    }
    var own = new TreeSet<>(ids);
    var calls =
        Stream.concat(named.values().stream(), own.stream().map(NameBasedIds::foreignCallId));
    database
        .sql(NAME)
        .param(
            "ids",
            new SqlArrayValue(
                "text", Stream.concat(named.keySet().stream(), own.stream()).toArray()))
        .param("calls", new SqlArrayValue("uuid", calls.toArray()))
        .update();
  }
}
