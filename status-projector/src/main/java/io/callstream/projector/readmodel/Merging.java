package io.callstream.projector.readmodel;

import io.callstream.projector.fold.BatchFold;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.StatusMapping;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Takes rows of foreign calls apart that are folded into ours: their facts move, their ids stay
 * readable through {@code calls.merged}. The rows are locked by the caller.
 */
final class Merging {

  // A fact that both have is the same webhook, read by two names.
  private static final String MOVE_FACTS =
      """
      with gone as (
        delete from calls.facts f
         using unnest(:foreign::uuid[], :into::uuid[], :versions::bigint[]) as m (id, into_id, version)
         where f.call_id = m.id
        returning m.into_id, m.version, f.fact, f.digest, f.seq, f.at, f.source, f.text, f.data),
      moved as (
        insert into calls.facts (call_id, fact, digest, seq, at, source, text, data)
        select into_id, fact, digest,
               version + row_number() over (partition by into_id order by seq, fact, digest),
               at, source, text, data
          from gone
        on conflict do nothing
        returning call_id)
      select call_id, count(*) as facts from moved group by call_id
      """;

  private static final String REMEMBER =
      """
      insert into calls.merged (old_id, call_id)
      select id::text, into_id from unnest(:foreign::uuid[], :into::uuid[]) as m (id, into_id)
      """;

  private static final String REMOVE =
      "delete from calls.retell_calls where call_id = any (:foreign::uuid[])";

  private final JdbcClient database;

  Merging(JdbcClient database) {
    this.database = database;
  }

  /**
   * What merges bring to the calls they are folded into.
   *
   * @param rows the foreign ones as they were, by their ids
   * @param facts how many moved, by the call that has them now
   */
  record Taken(List<Merge> merges, Map<UUID, CallRow> rows, Map<UUID, Long> facts) {

    static final Taken NOTHING = new Taken(List.of(), Map.of(), Map.of());

    /** Folds what belongs to these calls. */
    void foldInto(BatchFold fold, Collection<UUID> calls) {
      for (var merge : merges) {
        if (calls.contains(merge.into())) {
          fold.merge(
              merge.into(),
              rows.getOrDefault(merge.foreign(), StatusMapping.unknown(merge.foreign())),
              facts.getOrDefault(merge.into(), 0L),
              merge.by());
        }
      }
    }
  }

  /**
   * Moves the facts and removes the rows.
   *
   * @param whole the foreign rows with all their values
   * @param there the rows of the batch, for the version of each
   */
  Taken take(List<Merge> merges, Map<UUID, CallRow> whole, Map<UUID, CallRow> there) {
    var foreign = array(merges.stream().map(Merge::foreign).toList());
    var into = array(merges.stream().map(Merge::into).toList());
    var versions =
        merges.stream()
            .map(m -> there.containsKey(m.into()) ? there.get(m.into()).version() : 0L)
            .toArray(Long[]::new);
    var facts = new HashMap<UUID, Long>();
    database
        .sql(MOVE_FACTS)
        .param("foreign", foreign)
        .param("into", into)
        .param("versions", new SqlArrayValue("bigint", (Object[]) versions))
        .query(row -> {
          facts.put(row.getObject("call_id", UUID.class), row.getLong("facts"));
        });
    database.sql(REMEMBER).param("foreign", foreign).param("into", into).update();
    database.sql(REMOVE).param("foreign", foreign).update();
    return new Taken(merges, whole, facts);
  }

  private static SqlArrayValue array(List<UUID> ids) {
    return new SqlArrayValue("uuid", (Object[]) ids.toArray(UUID[]::new));
  }
}
