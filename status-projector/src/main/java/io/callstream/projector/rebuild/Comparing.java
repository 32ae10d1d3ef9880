package io.callstream.projector.rebuild;

import io.callstream.projector.readmodel.CallRows;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares the rebuilt rows with the live ones: those of which the rebuild has found every fact
 * that the live row was made of, corrections aside.
 */
final class Comparing {

  /** What no reader sees of a row, and must be as the mapping has it all the same. */
  private static final List<String> UNSEEN = List.of("stamps", "search_text");

  private static final List<String> SEEN =
      CallRows.columns().stream().filter(c -> !UNSEEN.contains(c) && !c.equals("version")).toList();

  private static final String COMPLETE =
      """
      calls.retell_calls live
        join calls.rebuilt_calls made on made.call_id = live.call_id
        left join (select call_id, count(*) as n from calls.facts where fact = 'corrected'
                    group by call_id) c on c.call_id = live.call_id
       where made.version = live.version - coalesce(c.n, 0)
      """;

  private static final String COMPARE =
      """
      insert into calls.rebuilt_changes (call_id, columns)
      select live.call_id, array_remove(array[%s]::text[], null)
        from %s
         and (%s)
      """
          .formatted(
              SEEN.stream()
                  .map(c -> "case when %s then '%s' end".formatted(differs(c), c))
                  .collect(Collectors.joining(", ")),
              COMPLETE,
              CallRows.columns().stream()
                  .filter(c -> !c.equals("version"))
                  .map(Comparing::differs)
                  .collect(Collectors.joining(" or ")));

  private static final String BY_COLUMN =
      """
      select name, count(*) as n from calls.rebuilt_changes, unnest(columns) as name group by name
      """;

  private static final String COUNTS =
      """
      select (select version from calls.mapping) as mapping,
             (select count(*) from calls.retell_calls) as rows,
             (select count(*) from %s) as complete,
             count(*) filter (where columns <> '{}') as changed,
             count(*) filter (where columns = '{}') as unseen,
             (pg_table_size('calls.retell_calls')
               / greatest((select count(*) from calls.retell_calls), 1)
               * (count(*) + count(*) filter (where columns <> '{}')))::bigint as wal_bytes,
             pg_size_bytes(current_setting('max_slot_wal_keep_size')) as wal_bound
        from calls.rebuilt_changes
      """
          .formatted(COMPLETE);

  private final JdbcClient database;

  Comparing(JdbcClient database) {
    this.database = database;
  }

  /** Leaves the ids of what differs in {@code calls.rebuilt_changes}. */
  Difference compare() {
    database.sql("truncate calls.rebuilt_changes").update();
    database.sql(COMPARE).update();
    var byColumn = new TreeMap<String, Long>();
    database
        .sql(BY_COLUMN)
        .query(row -> {
          byColumn.put(row.getString("name"), row.getLong("n"));
        });
    return database
        .sql(COUNTS)
        .query((row, _) ->
            new Difference(
                row.getInt("mapping"),
                row.getLong("rows"),
                row.getLong("rows") - row.getLong("complete"),
                row.getLong("changed"),
                byColumn,
                row.getLong("unseen"),
                row.getLong("wal_bytes"),
                row.getLong("wal_bound")))
        .single();
  }

  private static String differs(String column) {
    return "live.%1$s is distinct from made.%1$s".formatted(column);
  }
}
