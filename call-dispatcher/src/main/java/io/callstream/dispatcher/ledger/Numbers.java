package io.callstream.dispatcher.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** {@code dispatch.numbers}: one row for each number; its lock comes before those of its calls. */
public final class Numbers {

  private final JdbcClient database;

  public Numbers(JdbcClient database) {
    this.database = database;
  }

  /**
   * A number under its lock.
   *
   * @param open whether it has a dial that is open
   */
  public record NumberRow(String number, boolean open, @Nullable Instant shutUntil) {}

  /** Makes the rows that are missing. */
  public void add(Collection<String> numbers) {
    database
        .sql(
            """
            insert into dispatch.numbers (number)
            select distinct n from unnest(:numbers::text[]) n order by n
            on conflict do nothing
            """)
        .param("numbers", new SqlArrayValue("text", numbers.toArray()))
        .update();
  }

  /** Locks the rows, in ascending order, and reads them. */
  public Map<String, NumberRow> lock(Collection<String> numbers) {
    List<NumberRow> rows =
        database
            .sql(
                """
                select number, open_dial is not null as open, shut_until from dispatch.numbers
                 where number = any (:numbers) order by number for update
                """)
            .param("numbers", new SqlArrayValue("text", numbers.stream().distinct().toArray()))
            .query((row, _) ->
                new NumberRow(
                    row.getString("number"),
                    row.getBoolean("open"),
                    SqlTimes.orNull(row, "shut_until")))
            .list();
    return rows.stream().collect(Collectors.toMap(NumberRow::number, Function.identity()));
  }

  /** Locks the rows of the numbers of these calls. */
  void lockOf(Collection<UUID> callIds) {
    database
        .sql(
            """
            select number from dispatch.numbers
             where number in (select to_number from dispatch.calls where call_id = any (:ids))
             order by number for update
            """)
        .param("ids", SqlIds.array(callIds))
        .query(String.class)
        .list();
  }

  /**
   * The gate has let dials to them through.
   *
   * @param dialIds of each of the numbers, in their order
   */
  public void dialled(List<String> numbers, List<UUID> dialIds) {
    database
        .sql(
            """
            update dispatch.numbers n set open_dial = u.dial
              from unnest(:numbers::text[], :dials::uuid[]) u (number, dial)
             where n.number = u.number
            """)
        .param("numbers", new SqlArrayValue("text", numbers.toArray()))
        .param("dials", SqlIds.array(dialIds))
        .update();
  }

  /** Of one number, as below. */
  void refresh(String number) {
    refresh(List.of(number));
  }

  /**
   * Makes the rows say what their dials say, after some have changed; calls that waited for such a
   * number alone are looked at again when nothing bars it any more. The numbers' rows are locked.
   */
  void refresh(Collection<String> numbers) {
    database
        .sql(
            """
            update dispatch.numbers n
               set open_dial = (select dial_id from dispatch.dials
                                 where to_number = n.number and not late
                                   and state in ('dialling', 'unknown', 'placed')),
                   shut_until = (select max(shut_until) from dispatch.dials
                                  where to_number = n.number and shut_until is not null)
             where number = any (:numbers)
            """)
        .param("numbers", new SqlArrayValue("text", numbers.toArray()))
        .update();
    database
        .sql(
            """
            with freed as (
              select c.call_id, n.shut_until
                from dispatch.numbers n join dispatch.calls c on c.to_number = n.number
               where n.number = any (:numbers) and n.open_dial is null
                 and c.state = 'waiting' and c.hold_code = 'open_call'
               order by c.call_id for update of c)
            update dispatch.calls c
               set due_at = greatest(coalesce(f.shut_until, '-infinity'), clock_timestamp()),
                   hold_until = f.shut_until
              from freed f where c.call_id = f.call_id
            """)
        .param("numbers", new SqlArrayValue("text", numbers.toArray()))
        .update();
  }
}
