package io.callstream.gateway.dryrun;

import io.callstream.gateway.database.Neighbours;
import io.callstream.gateway.dryrun.DryRun.Person;
import io.callstream.gateway.dryrun.DryRun.Spent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a dry run asks, page by page. */
@Component
final class DryRunBook {

  private static final int PAGE = 2_000;
  private static final Duration DAY = Duration.ofDays(1);

  /** So many of the newest calls with a price tell what one costs. */
  private static final int PRICED = 1_000;

  private static final String PEOPLE =
      """
      with page as (
        select place, to_number, timezone, request_id from gateway.recipients
         where campaign_id = :id and place > :after order by place limit :page)
      select p.place, p.to_number, p.timezone,
             exists (select from gateway.suppressions s where s.number = p.to_number) as suppressed,
             %s
       order by p.place
      """;

  private static final String WITH_DISPATCHER =
      PEOPLE.formatted(
          """
          coalesce(a.category, 'waiting') as category, a.hold_code, a.hold_until,
             coalesce(n.open, false) or coalesce(n.shut_until > clock_timestamp(), false) as open,
             n.last_at, coalesce(n.day_calls, 0) as day_calls
             from page p
             left join dispatch.api_recipients a on a.request_id = p.request_id
             left join dispatch.number_facts(
                         array(select to_number from page), cast(:since as timestamptz)) n
               on n.number = p.to_number
          """);

  private static final String ALONE =
      PEOPLE.formatted(
          """
          'waiting' as category, null::text as hold_code, null::timestamptz as hold_until,
             false as open, null::timestamptz as last_at, 0::bigint as day_calls, cast(:since as timestamptz)
             from page p
          """);

  private final JdbcClient jdbc;

  DryRunBook(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One of a page.
   *
   * @param waits false for who has been dealt with, or is being called for this campaign
   */
  record Row(long place, boolean waits, Person person) {}

  /**
   * People after a place, in the order of their upload.
   *
   * @param gap how far back calls to their numbers matter
   */
  List<Row> page(UUID campaignId, long after, Duration gap, Instant now) {
    var since = now.minus(gap.compareTo(DAY) > 0 ? gap : DAY).atOffset(ZoneOffset.UTC);
    return Neighbours.askElse(
        () -> page(WITH_DISPATCHER, campaignId, after, since),
        () -> page(ALONE, campaignId, after, since));
  }

  static boolean isFull(List<Row> page) {
    return page.size() == PAGE;
  }

  private List<Row> page(String sql, UUID campaignId, long after, OffsetDateTime since) {
    return jdbc.sql(sql)
        .param("id", campaignId)
        .param("after", after)
        .param("page", PAGE)
        .param("since", since)
        .query(DryRunBook::row)
        .list();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    var category = row.getString("category");
    var hold = row.getString("hold_code");
    boolean ownTime = "retry_wait".equals(hold) || "scheduled".equals(hold);
    var person =
        new Person(
            row.getString("to_number"),
            row.getString("timezone"),
            row.getBoolean("suppressed"),
            ownTime ? moment(row, "hold_until") : null,
            "retry_wait".equals(hold),
            row.getBoolean("open"),
            moment(row, "last_at"),
            row.getLong("day_calls"));
    boolean waits = category.equals("waiting") || category.equals("suppressed");
    return new Row(row.getLong("place"), waits, person);
  }

  /** What the campaign has used up of its budget. */
  Spent spent(UUID campaignId) {
    long calls = calls(campaignId);
    return Neighbours.ask(
        () ->
            jdbc.sql("select talk_ms, open from dispatch.campaign_minutes(:id)")
                .param("id", campaignId)
                .query((row, _) -> new Spent(calls, row.getLong("talk_ms"), row.getLong("open")))
                .single(),
        new Spent(calls, 0, 0));
  }

  private long calls(UUID campaignId) {
    return Neighbours.ask(
        () ->
            jdbc.sql("select dispatch.campaign_calls(:id)")
                .param("id", campaignId)
                .query(Long.class)
                .single(),
        0L);
  }

  /**
   * What calls cost of late, in cents.
   *
   * @param calls how many that is known of
   */
  record Price(BigDecimal cents, long calls) {}

  /** The mean of the newest calls of an agent that have a price, or of all where none is named. */
  Optional<Price> price(@Nullable String agentId) {
    return Neighbours.ask(
        () ->
            jdbc.sql(
                    """
                    select avg(cents) as cents, count(*) as calls from (
                      select cast(call_cost ->> 'combined_cost' as numeric) as cents from calls.api_calls
                       where jsonb_typeof(call_cost -> 'combined_cost') = 'number'
                         and (cast(:agent as text) is null or agent_id = :agent)
                       order by requested_at desc limit :priced) newest
                    having count(*) > 0
                    """)
                .param("agent", agentId)
                .param("priced", PRICED)
                .query((row, _) -> new Price(row.getBigDecimal("cents"), row.getLong("calls")))
                .optional(),
        Optional.<Price>empty());
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    var moment = row.getObject(column, OffsetDateTime.class);
    return moment == null ? null : moment.toInstant();
  }
}
