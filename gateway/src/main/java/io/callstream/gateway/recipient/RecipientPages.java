package io.callstream.gateway.recipient;

import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.ProgressBook;
import io.callstream.gateway.database.Neighbours;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Lists people with what the dispatcher says of their requests. */
@Component
final class RecipientPages {

  /** Where somebody stands of whom the dispatcher knows nothing. */
  private static final String GATEWAYS =
      """
      select case when c.state = 'cancelled' then 'cancelled'
                  when r.released_at is null and (c.rules ->> 'end_at')::timestamptz <= clock_timestamp()
                    then 'expired'
                  else 'not_released' end as state
      """;

  /** The people after a place, as many as are looked at in one go. */
  static final String LOOKED_AT =
      """
      with looked_at as (
        select * from gateway.recipients
         where campaign_id = :campaign and place > :after order by place limit :at_once)
      """;

  /** The person's state: the dispatcher's, or that their turn has not come. */
  static final String STATE =
      """
      select r.place, r.to_number, r.external_id, r.timezone, r.variables::text as variables, r.request_id,
             coalesce(a.category, g.state) as state, a.attempt, a.outcome,
             case when a.request_id is not null then a.hold_code when g.state <> 'not_released' then null
                  when r.look_at > (select clock_timestamp()) then 'outside_window' else 'paced' end as hold_code,
             case when a.request_id is not null then a.hold_text when g.state <> 'not_released' then null
                  when r.look_at > (select clock_timestamp())
                    then 'It is not a time for calls where the callee lives'
                  else 'Its turn has not come' end as hold_text,
             case when a.request_id is not null then a.hold_until when g.state <> 'not_released' then null
                  when r.look_at > (select clock_timestamp()) then r.look_at end as hold_until
        from looked_at r join gateway.campaigns c using (campaign_id)
       cross join lateral (%s) g
        left join dispatch.api_recipients a on a.request_id = r.request_id
      """
          .formatted(GATEWAYS);

  /** The same while there is no dispatcher. */
  static final String ALONE =
      """
      select r.place, r.to_number, r.external_id, r.timezone, r.variables::text as variables, r.request_id,
             g.state, null::integer as attempt, null::text as outcome,
             case when g.state = 'not_released' then 'paced' end as hold_code,
             case when g.state = 'not_released' then 'Its turn has not come' end as hold_text,
             null::timestamptz as hold_until
        from looked_at r join gateway.campaigns c using (campaign_id)
       cross join lateral (%s) g
      """
          .formatted(GATEWAYS);

  /** However few of a million a filter meets, a page takes no longer than this many. */
  private static final int LOOKED_AT_ONCE = 20_000;

  private static final Set<String> NOT_DIALLED = Set.of("waiting", "not_released");

  private final JdbcClient jdbc;
  private final ProgressBook progress;

  RecipientPages(JdbcClient jdbc, ProgressBook progress) {
    this.jdbc = jdbc;
    this.progress = progress;
  }

  /**
   * Which people.
   *
   * @param after the place of the last one of the page before
   */
  record Wanted(@Nullable String state, @Nullable String hold, long after, int limit) {

    /** A page of a filter may be short of its limit, or empty, and others follow all the same. */
    int atOnce() {
      return state == null && hold == null ? limit + 1 : LOOKED_AT_ONCE;
    }
  }

  private record Row(long place, ObjectNode view) {}

  Object page(Campaign campaign, Wanted wanted) {
    var over = progress.over(campaign);
    var from = Neighbours.ask(this::probe, ALONE);
    var rows = rows(from, campaign, wanted, over);
    boolean full = rows.size() > wanted.limit();
    var shown = full ? rows.subList(0, wanted.limit()) : rows;
    var page = Json.mapper().createObjectNode();
    page.putArray("items").addAll(shown.stream().map(Row::view).toList());
    var next =
        full ? Optional.of(shown.getLast().place()) : lastLookedAt(campaign.campaignId(), wanted);
    return page.put("next_cursor", next.map(String::valueOf).orElse(null));
  }

  /** The last of those looked at when there were as many as may be: others may follow. */
  private Optional<Long> lastLookedAt(UUID campaignId, Wanted wanted) {
    return jdbc.sql(
            """
            select place from gateway.recipients where campaign_id = :campaign and place > :after
             order by place offset :others limit 1
            """)
        .param("campaign", campaignId)
        .param("after", wanted.after())
        .param("others", wanted.atOnce() - 1)
        .query(Long.class)
        .optional();
  }

  private String probe() {
    jdbc.sql("select from dispatch.api_recipients limit 0").query(_ -> {});
    return STATE;
  }

  private List<Row> rows(String from, Campaign campaign, Wanted wanted, @Nullable String over) {
    return jdbc.sql(
            LOOKED_AT
                + "select * from ("
                + from
                + """
                 ) p
                 where (cast(:state as text) is null or state = :state)
                   and (cast(:hold as text) is null
                        or (state in ('waiting', 'not_released')
                            and coalesce(cast(:over as text), hold_code) = :hold)
                        or (state = 'suppressed' and hold_code = :hold))
                 order by place limit :limit
                """)
        .param("campaign", campaign.campaignId())
        .param("after", wanted.after())
        .param("at_once", wanted.atOnce())
        .param("state", wanted.state())
        .param("hold", wanted.hold())
        .param("over", over)
        .param("limit", wanted.limit() + 1)
        .query((row, n) -> new Row(row.getLong("place"), view(row, campaign, over)))
        .list();
  }

  /** The hold code of a row: what holds its whole campaign wins. */
  static @Nullable String hold(ResultSet row, @Nullable String over) throws SQLException {
    return over != null && NOT_DIALLED.contains(row.getString("state"))
        ? over
        : row.getString("hold_code");
  }

  private static ObjectNode view(ResultSet row, Campaign campaign, @Nullable String over)
      throws SQLException {
    var view = Json.mapper().createObjectNode();
    view.put("to_number", row.getString("to_number"))
        .put("external_id", row.getString("external_id"))
        .put("timezone", row.getString("timezone"));
    view.set("variables", Json.tree(row.getString("variables").getBytes(StandardCharsets.UTF_8)));
    view.put("request_id", row.getString("request_id")).put("state", row.getString("state"));
    int attempt = row.getInt("attempt");
    view.put("attempt", row.wasNull() ? null : attempt);
    var code = hold(row, over);
    if (code != null && code.equals(over)) {
      hold(view, campaign, code);
    } else if (code != null) {
      var until = row.getObject("hold_until", OffsetDateTime.class);
      view.putObject("hold")
          .put("code", code)
          .put("text", row.getString("hold_text"))
          .put("until", until == null ? null : Json.text(until.toInstant()));
    } else {
      view.putNull("hold");
    }
    return view;
  }

  private static void hold(ObjectNode view, Campaign campaign, String over) {
    boolean later = over.equals(HoldCode.SCHEDULED.wire());
    var startAt = later ? campaign.rules().startAt() : null;
    view.putObject("hold")
        .put("code", over)
        .put("text", later ? "The campaign begins later" : "Its whole campaign is held")
        .put("until", startAt == null ? null : Json.text(startAt));
  }
}
