package io.callstream.gateway.campaign;

import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Progress.People;
import io.callstream.gateway.campaign.Progress.Tally;
import io.callstream.gateway.database.Neighbours;
import io.callstream.gateway.dialling.Switches;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how far campaigns are: one statement, so that the sums are of one instant. */
@Component
public final class ProgressBook {

  private static final Duration UPLOAD_STANDS = Duration.ofMinutes(1);

  private static final String PEOPLE =
      """
      (select coalesce(sum(accepted), 0) from gateway.imports where campaign_id = :id) as recipients,
      (select coalesce(sum(n), 0) from gateway.releases where campaign_id = :id) as released,
      (select coalesce((rules ->> 'end_at')::timestamptz <= clock_timestamp(), false)
         from gateway.campaigns where campaign_id = :id) as too_late,
      (select coalesce((rules ->> 'start_at')::timestamptz > clock_timestamp(), false)
         from gateway.campaigns where campaign_id = :id) as too_early\
      """;

  /** What the dispatcher may still show when the campaign has gone on. */
  private static final Set<String> HOLDS_OF_OTHER_STATES =
      Set.of(HoldCode.PAUSED.wire(), HoldCode.NOT_STARTED.wire(), "");

  private final JdbcClient jdbc;
  private final Switches switches;

  ProgressBook(JdbcClient jdbc, Switches switches) {
    this.jdbc = jdbc;
    this.switches = switches;
  }

  /**
   * What is known of a campaign.
   *
   * @param tooEarly its time has not come
   */
  private record Row(People people, List<Tally> tallies, @Nullable String hold, boolean tooEarly) {}

  /** How far a campaign is. */
  public Progress of(Campaign campaign) {
    var id = campaign.campaignId();
    var row = isThere() ? read(id) : alone(id);
    return Progress.of(campaign.state(), row.people(), row.tallies(), over(campaign, row));
  }

  /** What holds the whole campaign, as a hold code; wins over what holds each row. */
  public @Nullable String over(Campaign campaign) {
    var id = campaign.campaignId();
    return over(campaign, isThere() ? read(id) : alone(id));
  }

  /** Also asked inside transactions, which a failed statement would end. */
  private boolean isThere() {
    return jdbc.sql(Neighbours.RELATION_IS_THERE)
        .param("relation", "dispatch.api_tallies")
        .query(Boolean.class)
        .single();
  }

  /** Whether nothing is left to be done, and nobody is just being added. */
  boolean nothingLeft(Campaign campaign) {
    return of(campaign).over() && !isGrowing(campaign.campaignId());
  }

  private boolean isGrowing(UUID id) {
    return jdbc.sql(
            """
            select exists (select from gateway.imports
                            where campaign_id = :id and done_at is null
                              and moved_at > clock_timestamp() - make_interval(secs => :stands))
            """)
        .param("id", id)
        .param("stands", UPLOAD_STANDS.toSeconds())
        .query(Boolean.class)
        .single();
  }

  /** Whether all that was released has arrived and is over. */
  boolean allEnded(Campaign campaign) {
    if (arrived(campaign.campaignId()) < released(campaign.campaignId())) {
      return false;
    }
    // Not before: what arrives between the two questions would be counted by the first alone.
    var now = of(campaign);
    return now.waiting() == 0 && now.dialling() == 0 && now.inProgress() == 0;
  }

  private long released(UUID id) {
    return jdbc.sql("select coalesce(sum(n), 0) from gateway.releases where campaign_id = :id")
        .param("id", id)
        .query(Long.class)
        .single();
  }

  private static @Nullable String ofTheGate(@Nullable String hold) {
    return HOLDS_OF_OTHER_STATES.contains(Objects.requireNonNullElse(hold, "")) ? null : hold;
  }

  private @Nullable String over(Campaign campaign, Row row) {
    if (switches.stopped()) {
      return HoldCode.STOP_ALL.wire();
    }
    return switch (campaign.state()) {
      case DRAFT -> HoldCode.NOT_STARTED.wire();
      case RUNNING -> row.tooEarly() ? HoldCode.SCHEDULED.wire() : ofTheGate(row.hold());
      case PAUSING, PAUSED, CANCELLING, CANCELLED, FINISHED -> HoldCode.PAUSED.wire();
    };
  }

  private long arrived(UUID id) {
    return isThere() ? read(id).tallies().stream().mapToLong(Tally::n).sum() : 0;
  }

  private Row alone(UUID id) {
    return jdbc.sql("select " + PEOPLE)
        .param("id", id)
        .query((row, n) -> new Row(people(row), List.of(), null, row.getBoolean("too_early")))
        .single();
  }

  private static People people(ResultSet row) throws SQLException {
    return new People(
        row.getLong("recipients"), row.getLong("released"), row.getBoolean("too_late"));
  }

  private Row read(UUID id) {
    return jdbc.sql(
            """
            select %s,
                   (select code from dispatch.api_campaign_holds where campaign_id = :id) as hold,
                   (select json_agg(json_build_object('category', category, 'hold', hold, 'n', n))::text
                      from dispatch.api_tallies where campaign_id = :id) as tallies
            """
                .formatted(PEOPLE))
        .param("id", id)
        .query((row, n) ->
            new Row(
                people(row),
                tallies(row.getString("tallies")),
                row.getString("hold"),
                row.getBoolean("too_early")))
        .single();
  }

  private static List<Tally> tallies(@Nullable String json) {
    return json == null
        ? List.of()
        : List.of(Json.read(json.getBytes(StandardCharsets.UTF_8), Tally[].class));
  }
}
