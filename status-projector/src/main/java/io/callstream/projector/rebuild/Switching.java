package io.callstream.projector.rebuild;

import io.callstream.contracts.Fact;
import io.callstream.outbox.Outbox;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.NewFact;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.readmodel.CallFacts;
import io.callstream.projector.readmodel.CallRows;
import io.callstream.projector.readmodel.RollUps;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes what differs over the live rows and says so to the world, in the caller's transaction. */
final class Switching {

  private static final int EVENTS_AT_ONCE = 500;

  // Every batch of a projector moves an offset: who has this lock has waited for those under way.
  private static final String HOLD = "lock table calls.offsets in exclusive mode";

  /** In the order of the ids, locked in that order. */
  private static final String NEXT =
      """
      select live.call_id, live.version + 1 as version, d.columns, now() as at,
             encode(sha256(convert_to(
               'mapping ' || :mapping || ', version ' || live.version + 1, 'UTF8')), 'hex') as digest
        from calls.rebuilt_changes d join calls.retell_calls live on live.call_id = d.call_id
       where d.columns <> '{}' and d.call_id > :after
       order by d.call_id limit :limit
         for update of live
      """;

  private static final String WRITE =
      """
      update calls.retell_calls live
         set %s, version = live.version + case when d.columns = '{}' then 0 else 1 end,
             updated_at = case when d.columns = '{}' then live.updated_at else now() end
        from calls.rebuilt_changes d join calls.rebuilt_calls made on made.call_id = d.call_id
       where live.call_id = d.call_id
      """
          .formatted(
              CallRows.columns().stream()
                  .filter(c -> !c.equals("version"))
                  .map("%1$s = made.%1$s"::formatted)
                  .collect(Collectors.joining(", ")));

  // A row that stayed as it was once keeps the mapping that made it.
  private static final String MARK_OLDER =
      """
      with complete as (
        select live.call_id, made.version = live.version - coalesce(c.n, 0) as whole
          from calls.retell_calls live
          left join calls.rebuilt_calls made on made.call_id = live.call_id
          left join (select call_id, count(*) as n from calls.facts where fact = 'corrected'
                      group by call_id) c on c.call_id = live.call_id),
      cleared as (
        delete from calls.older_rows o using complete c where o.call_id = c.call_id and c.whole)
      insert into calls.older_rows (call_id, mapping)
      select c.call_id, m.version from complete c, calls.mapping m
       where c.whole is not true and m.version <> :mapping
      on conflict do nothing
      """;

  private static final String SAY =
      "update calls.mapping set version = :mapping, since = now() where version <> :mapping";

  private final JdbcClient database;
  private final CallEvents events;
  private final Outbox outbox;
  private final CallFacts facts;
  private final CallRows made;
  private final RollUps rollUps;
  private final int mapping;

  Switching(JdbcClient database, CallEvents events, Outbox outbox, int mapping) {
    this.database = database;
    this.events = events;
    this.outbox = outbox;
    this.facts = new CallFacts(database);
    this.made = new CallRows(database, "calls.rebuilt_calls");
    this.rollUps = new RollUps(database);
    this.mapping = mapping;
  }

  /** Waits for the batches under way; others wait until the transaction ends. */
  void holdProjectors() {
    database.sql("set local lock_timeout = '60s'").update();
    database.sql(HOLD).update();
  }

  /** Writes, marks and publishes what {@link Comparing} found. */
  void correct() {
    database.sql(MARK_OLDER).param("mapping", mapping).update();
    var after = new UUID(0, 0);
    List<Corrected> part = next(after);
    while (!part.isEmpty()) {
      publish(part);
      part = next(part.getLast().signal().callId());
    }
    rollUps.recount("calls.rebuilt_changes", "calls.rebuilt_calls");
    database.sql(WRITE).update();
    database.sql(SAY).param("mapping", mapping).update();
  }

  private record Corrected(Signal.Corrected signal, long version) {}

  private List<Corrected> next(UUID after) {
    return database
        .sql(NEXT)
        .param("mapping", Integer.toString(mapping))
        .param("after", after)
        .param("limit", EVENTS_AT_ONCE)
        .query((row, _) ->
            new Corrected(
                new Signal.Corrected(
                    row.getObject("call_id", UUID.class),
                    mapping,
                    Arrays.asList((String[]) row.getArray("columns").getArray()),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("digest")),
                row.getLong("version")))
        .list();
  }

  private void publish(List<Corrected> part) {
    var rows = made.lock(part.stream().map(c -> c.signal().callId()).toList());
    var news = new ArrayList<NewFact>();
    for (var corrected : part) {
      CallRow row = Objects.requireNonNull(rows.get(corrected.signal().callId()), "made and gone");
      var next = StatusMapping.row(row.callId(), corrected.version(), row.known());
      news.add(new NewFact(Fact.CORRECTED, corrected.version(), corrected.signal(), next, null));
    }
    facts.append(news);
    outbox.append(news.stream().map(events::message));
  }
}
