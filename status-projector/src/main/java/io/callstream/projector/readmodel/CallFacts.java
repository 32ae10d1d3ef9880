package io.callstream.projector.readmodel;

import io.callstream.contracts.Fact;
import io.callstream.contracts.Json;
import io.callstream.projector.fold.NewFact;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** The table {@code calls.facts}: what makes a repeat no news, and the timeline. */
public final class CallFacts {

  private static final String APPEND =
      """
      insert into calls.facts (call_id, fact, digest, seq, at, source, text, data)
      select unnest(:calls::uuid[]), unnest(:facts::text[]), unnest(:digests::text[]),
             unnest(:seqs::bigint[]), unnest(:ats::timestamptz[]), unnest(:sources::text[]),
             unnest(:texts::text[]), unnest(:data::text[])::jsonb
      """;

  private final JdbcClient database;
  private final String table;

  public CallFacts(JdbcClient database) {
    this(database, "calls.facts");
  }

  /** To ask a table of a rebuild what it knows. */
  public CallFacts(JdbcClient database, String table) {
    this.database = database;
    this.table = table;
  }

  /** Those of the facts that are known; their rows are locked by the caller. */
  public Set<NewFact.Id> known(Collection<NewFact.Id> asked) {
    if (asked.isEmpty()) {
      return Set.of();
    }
    var ids = List.copyOf(asked);
    return new HashSet<>(
        database
            .sql(
                """
                select f.call_id, f.fact, f.digest
                  from unnest(:calls::uuid[], :facts::text[], :digests::text[])
                       as u (call_id, fact, digest)
                  join %s f
                    on f.call_id = u.call_id and f.fact = u.fact and f.digest = u.digest
                """
                    .formatted(table))
            .param("calls", array("uuid", ids, NewFact.Id::callId))
            .param("facts", texts(ids, id -> id.fact().wire()))
            .param("digests", texts(ids, NewFact.Id::digest))
            .query((row, _) ->
                new NewFact.Id(
                    row.getObject("call_id", UUID.class),
                    Fact.valueOf(row.getString("fact").toUpperCase(Locale.ROOT)),
                    row.getString("digest")))
            .list());
  }

  /** Adds facts that are not known. */
  public void append(List<NewFact> facts) {
    if (facts.isEmpty()) {
      return;
    }
    var entries = facts.stream().map(TimelineEntry::of).toList();
    database
        .sql(APPEND)
        .param("calls", array("uuid", facts, f -> f.row().callId()))
        .param("facts", texts(facts, f -> f.fact().wire()))
        .param("digests", texts(facts, f -> f.signal().digest()))
        .param("seqs", array("bigint", facts, NewFact::version))
        .param("ats", array("timestamptz", facts, f -> f.signal().at().atOffset(ZoneOffset.UTC)))
        .param("sources", texts(facts, f -> f.signal().source()))
        .param("texts", texts(entries, TimelineEntry::text))
        .param("data", texts(entries, e -> Json.mapper().writeValueAsString(e.data())))
        .update();
  }

  private static <T> SqlArrayValue array(String type, List<T> of, Function<T, Object> part) {
    return new SqlArrayValue(type, of.stream().map(part).toArray());
  }

  /** Of strings, not of objects: the driver sends only the former as they are. */
  private static <T> SqlArrayValue texts(List<T> of, Function<T, String> part) {
    return new SqlArrayValue("text", (Object[]) of.stream().map(part).toArray(String[]::new));
  }
}
