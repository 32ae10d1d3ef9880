package io.callstream.gateway.campaign;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.Json;
import io.callstream.contracts.Locks;
import io.callstream.gateway.database.ExclusiveLock;
import io.callstream.gateway.database.SharedLock;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code gateway.campaigns}. Every change is made under the exclusive lock of the campaign, for
 * which the gate takes the shared one: it is in force from the moment it commits (MECHANISMS.md
 * B2).
 */
@Component
public final class Campaigns {

  private static final String COLUMNS =
      """
      select campaign_id, name, state, state_reason, rules::text as rules, stop_live, created_by,
             cancelled_by, created_at, updated_at, started_at, finished_at
        from gateway.campaigns
      """;

  private final JdbcClient jdbc;
  private final ExclusiveLock lock;
  private final SharedLock held;

  Campaigns(JdbcClient jdbc, ExclusiveLock lock, SharedLock held) {
    this.jdbc = jdbc;
    this.lock = lock;
    this.held = held;
  }

  /** The campaign of this id. */
  public Optional<Campaign> find(UUID id) {
    return jdbc.sql(COLUMNS + " where campaign_id = :id")
        .param("id", id)
        .query(Campaigns::campaign)
        .optional();
  }

  /** Those that are running, pausing or being cancelled. */
  public List<Campaign> atWork() {
    return jdbc.sql(
            COLUMNS + " where state in ('running', 'pausing', 'cancelling') order by campaign_id")
        .query(Campaigns::campaign)
        .list();
  }

  /**
   * Keeps a campaign from changing its state until the transaction ends. Uploads and releases come
   * without end, and a pause must not starve behind them: a fair lock, not that of the row.
   */
  public Optional<Campaign> hold(UUID id) {
    held.take(Locks.CAMPAIGN, Locks.key(id));
    return find(id);
  }

  /** One page, newest first. */
  public List<Campaign> page(@Nullable CampaignCursor after, int limit) {
    return jdbc.sql(
            COLUMNS
                + """
                 where cast(:at as timestamptz) is null
                    or (created_at, campaign_id) < (cast(:at as timestamptz), cast(:id as uuid))
                 order by created_at desc, campaign_id desc limit :limit
                """)
        .param("at", after == null ? null : Json.text(after.createdAt()))
        .param("id", after == null ? null : after.campaignId().toString())
        .param("limit", limit)
        .query(Campaigns::campaign)
        .list();
  }

  /**
   * Makes a campaign; none when there is one of this id.
   *
   * @param madeOf the body, where a repeat must be known; else null
   */
  Optional<Campaign> create(
      UUID id, String name, CampaignRules rules, String apiKeyId, @Nullable String madeOf) {
    int made =
        jdbc.sql(
                """
                insert into gateway.campaigns (campaign_id, name, rules, created_by, created_at, made_of)
                values (:id, :name, cast(:rules as jsonb), :by, date_trunc('milliseconds', clock_timestamp()),
                        cast(:madeOf as jsonb))
                on conflict do nothing
                """)
            .param("id", id)
            .param("name", name)
            .param("rules", text(rules))
            .param("by", apiKeyId)
            .param("madeOf", madeOf, Types.VARCHAR)
            .update();
    return made == 1 ? find(id) : Optional.empty();
  }

  /** Whether the campaign of this id was made of such a body; empty when there is none. */
  Optional<Boolean> wasMadeOf(UUID id, String body) {
    return jdbc.sql(
            """
            select coalesce(made_of = cast(:body as jsonb), false)
              from gateway.campaigns where campaign_id = :id
            """)
        .param("body", body)
        .param("id", id)
        .query(Boolean.class)
        .optional();
  }

  /**
   * Changes a campaign, as it is under its lock; empty when there is none. Waits for who {@link
   * #hold}s it: what is decided is decided with what they added.
   */
  <T> Optional<T> change(UUID id, Function<Campaign, T> change) {
    return lock.holding(Locks.CAMPAIGN, Locks.key(id), () -> find(id).map(change));
  }

  /** New name and rules; the lock is held. */
  void write(UUID id, String name, CampaignRules rules) {
    jdbc.sql(
            """
            update gateway.campaigns
               set name = :name, rules = cast(:rules as jsonb), updated_at = clock_timestamp(),
                   revision = revision + 1, look_again = true
             where campaign_id = :id
            """)
        .param("name", name)
        .param("rules", text(rules))
        .param("id", id)
        .update();
  }

  /** A new state; the lock is held. */
  void become(UUID id, CampaignState state) {
    become(id, state, false, null);
  }

  /**
   * A new state by a person's doing; the lock is held.
   *
   * @param cancelledBy the key that cancels it; null for any other move
   */
  void become(UUID id, CampaignState state, boolean stopLive, @Nullable String cancelledBy) {
    jdbc.sql(
            """
            update gateway.campaigns
               set state = :state, state_reason = case when :keeps then state_reason end,
                   stop_live = stop_live or :stop, updated_at = clock_timestamp(),
                   started_at = case when :state = 'running' then coalesce(started_at, clock_timestamp())
                                     else started_at end,
                   cancelled_by = coalesce(cancelled_by, :by),
                   finished_at = case when :state in ('finished', 'cancelled')
                                      then coalesce(finished_at, clock_timestamp())
                                      else finished_at end
             where campaign_id = :id
            """)
        .param("state", state.wire())
        .param("keeps", state == CampaignState.PAUSED)
        .param("stop", stopLive)
        .param("by", cancelledBy, Types.VARCHAR)
        .param("id", id)
        .update();
  }

  private static String text(CampaignRules rules) {
    return new String(Json.bytes(rules), StandardCharsets.UTF_8);
  }

  private static Campaign campaign(ResultSet row, int number) throws SQLException {
    return new Campaign(
        row.getObject("campaign_id", UUID.class),
        row.getString("name"),
        CampaignState.of(row.getString("state")),
        row.getString("state_reason"),
        Json.read(row.getString("rules").getBytes(StandardCharsets.UTF_8), CampaignRules.class),
        row.getBoolean("stop_live"),
        row.getString("created_by"),
        row.getString("cancelled_by"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        moment(row, "started_at"),
        moment(row, "finished_at"));
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    var moment = row.getObject(column, OffsetDateTime.class);
    return moment == null ? null : moment.toInstant();
  }
}
