package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.gateway.recipient.Reading.Person;
import io.callstream.gateway.recipient.Reading.Reject;
import io.callstream.gateway.web.Storable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** Stores uploads, a batch at a time, inside the caller's transaction. */
@Component
final class Recipients {

  private static final Pattern UNSTORABLE = Pattern.compile("\\x00|\\p{Cs}");

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
    var known = skipped.isEmpty() ? List.<Known>of() : known(importId, campaignId, skipped);
    var all = new ArrayList<>(rejects);
    for (int i = 0; i < skipped.size(); i++) {
      if (!known.get(i).there()) {
        all.add(otherNumber(skipped.get(i)));
      }
    }
    insert(importId, all);
    long before = known.stream().filter(Known::before).count();
    long inFile = known.stream().filter(Known::there).count() - before;
    count(importId, new Counts(inserted.size(), inFile, before, 0, all.size()), inserted);
  }

  /** Nobody would call this one, and the row that has the id is of somebody else. */
  private static Reject otherNumber(Person person) {
    var reason = "The campaign has another number with this external_id";
    return new Reject(person.line(), "external_id", reason, person.cells()).cut();
  }

  private void count(UUID importId, Counts counts, List<Row> inserted) {
    jdbc.sql(
            """
            update gateway.imports
               set moved_at = clock_timestamp(), accepted = accepted + :accepted, in_file = in_file + :inFile,
                   in_campaign = in_campaign + :inCampaign, rejected = rejected + :rejected,
                   suppressed = suppressed
                     + (select count(*) from gateway.suppressions where number = any (:numbers))
             where import_id = :id
            """)
        .param("accepted", counts.accepted())
        .param("inFile", counts.inFile())
        .param("inCampaign", counts.inCampaign())
        .param("rejected", counts.rejected())
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

  /**
   * What stands in the way of a row.
   *
   * @param there the campaign has its number; else another one has its external id
   * @param before since another upload
   */
  private record Known(boolean there, boolean before) {}

  private List<Known> known(UUID importId, UUID campaignId, List<Person> skipped) {
    return jdbc.sql(
            """
            select r.import_id is not null as there, coalesce(r.import_id <> :import, false) as before
              from unnest(:numbers::text[]) with ordinality s (number, place)
              left join gateway.recipients r
                on r.campaign_id = :campaign and r.to_number = s.number
             order by s.place
            """)
        .param("numbers", texts(skipped, Person::toNumber))
        .param("campaign", campaignId)
        .param("import", importId)
        .query((row, n) -> new Known(row.getBoolean("there"), row.getBoolean("before")))
        .list();
  }

  private void insert(UUID importId, List<Reject> rejects) {
    if (rejects.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into gateway.rejects (import_id, line, column_name, reason, cells)
            select :id, line, name, reason, array(select json_array_elements_text(cells::json))
              from unnest(:lines::bigint[], :columns::text[], :reasons::text[], :cells::text[])
                   as r (line, name, reason, cells)
            on conflict do nothing
            """)
        .param("id", importId)
        .param("lines", new SqlArrayValue("bigint", rejects.stream().map(Reject::line).toArray()))
        .param("columns", texts(rejects, reject -> storable(reject.column())))
        .param("reasons", texts(rejects, Reject::reason))
        .param("cells", texts(rejects, Recipients::cells))
        .update();
  }

  private static String cells(Reject reject) {
    return Json.mapper()
        .writeValueAsString(reject.cells().stream().map(Recipients::storable).toList());
  }

  /** What PostgreSQL cannot keep is shown as what it cannot be. */
  private static String storable(String text) {
    return Storable.isStorable(text) ? text : UNSTORABLE.matcher(text).replaceAll("\uFFFD");
  }

  private static <T> SqlArrayValue texts(List<T> rows, Function<T, @Nullable String> part) {
    return new SqlArrayValue("text", rows.stream().map(part).toArray());
  }
}
