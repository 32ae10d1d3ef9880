package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.gateway.recipient.Reading.Person;
import io.callstream.gateway.recipient.Reading.Reject;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** Stores uploads, a batch at a time, inside the caller's transaction. */
@Component
final class Recipients {

  private final JdbcClient jdbc;

  Recipients(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void begin(UUID importId, UUID campaignId, List<String> header) {
    jdbc.sql(
            """
            insert into gateway.imports (import_id, campaign_id, header)
            values (:id, :campaign, :header)
            """)
        .param("id", importId)
        .param("campaign", campaignId)
        .param("header", texts(header, text -> text))
        .update();
  }

  void done(UUID importId) {
    jdbc.sql("update gateway.imports set done_at = clock_timestamp() where import_id = :id")
        .param("id", importId)
        .update();
  }

  /** The counts of an upload so far. */
  Counts counts(UUID importId) {
    return jdbc.sql(
            """
            select accepted, in_file, in_campaign, suppressed, rejected
              from gateway.imports where import_id = :id
            """)
        .param("id", importId)
        .query((row, n) ->
            new Counts(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
        .single();
  }

  /** Stores a batch and counts it. */
  void add(UUID importId, UUID campaignId, List<Person> people, List<Reject> rejects) {
    var inserted = insert(importId, campaignId, people);
    var skipped = skipped(people, inserted);
    long inCampaign = skipped.isEmpty() ? 0 : knownBefore(importId, campaignId, skipped);
    insert(importId, rejects);
    jdbc.sql(
            """
            update gateway.imports
               set moved_at = clock_timestamp(), accepted = accepted + :accepted, in_file = in_file + :inFile,
                   in_campaign = in_campaign + :inCampaign, rejected = rejected + :rejected,
                   suppressed = suppressed
                     + (select count(*) from gateway.suppressions where number = any (:numbers))
             where import_id = :id
            """)
        .param("accepted", inserted.size())
        .param("inFile", skipped.size() - inCampaign)
        .param("inCampaign", inCampaign)
        .param("rejected", rejects.size())
        .param("numbers", texts(inserted, Row::number))
        .param("id", importId)
        .update();
  }

  /** By these a row is known as that of a person: the same number may stand with another id. */
  private record Row(String number, @Nullable String externalId) {}

  private List<Row> insert(UUID importId, UUID campaignId, List<Person> people) {
    return jdbc.sql(
            """
            insert into gateway.recipients
              (campaign_id, import_id, to_number, external_id, timezone, variables, request_id)
            select :campaign, :import, number, external, zone, variables::json, request
              from unnest(:numbers::text[], :externals::text[], :zones::text[], :variables::text[],
                          :requests::uuid[])
                   with ordinality as p (number, external, zone, variables, request, place)
             order by place
            on conflict do nothing
            returning to_number, external_id
            """)
        .param("campaign", campaignId)
        .param("import", importId)
        .param("numbers", texts(people, Person::toNumber))
        .param("externals", texts(people, Person::externalId))
        .param("zones", texts(people, Person::timezone))
        .param(
            "variables",
            texts(people, person -> Json.mapper().writeValueAsString(person.variables())))
        .param(
            "requests",
            new SqlArrayValue(
                "uuid",
                people.stream()
                    .map(p -> NameBasedIds.recipientRequestId(campaignId, p.toNumber()))
                    .toArray()))
        .query((row, n) -> new Row(row.getString(1), row.getString(2)))
        .list();
  }

  private static List<Person> skipped(List<Person> people, List<Row> inserted) {
    var open = new HashSet<>(inserted);
    return people.stream()
        .filter(person -> !open.remove(new Row(person.toNumber(), person.externalId())))
        .toList();
  }

  private long knownBefore(UUID importId, UUID campaignId, List<Person> skipped) {
    return jdbc.sql(
            """
            select count(*) from unnest(:numbers::text[], :externals::text[]) s (number, external)
             where exists (select from gateway.recipients r
                            where r.campaign_id = :campaign and r.to_number = s.number
                              and r.import_id <> :import)
                or exists (select from gateway.recipients r
                            where r.campaign_id = :campaign and r.external_id = s.external
                              and r.import_id <> :import)
            """)
        .param("numbers", texts(skipped, Person::toNumber))
        .param("externals", texts(skipped, Person::externalId))
        .param("campaign", campaignId)
        .param("import", importId)
        .query(Long.class)
        .single();
  }

  private void insert(UUID importId, List<Reject> rejects) {
    for (var reject : rejects) {
      jdbc.sql(
              """
              insert into gateway.rejects (import_id, line, column_name, reason, cells)
              values (:id, :line, :column, :reason, :cells) on conflict do nothing
              """)
          .param("id", importId)
          .param("line", reject.line())
          .param("column", storable(reject.column()))
          .param("reason", reject.reason())
          .param("cells", texts(reject.cells(), cell -> storable(cell)))
          .update();
    }
  }

  /** What PostgreSQL cannot keep is shown as what it cannot be. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  private static <T> SqlArrayValue texts(List<T> rows, Function<T, @Nullable String> part) {
    return new SqlArrayValue("text", rows.stream().map(part).toArray());
  }
}
