package io.callstream.gateway.dashboard;

import io.callstream.gateway.database.Neighbours;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What became of a campaign's calls, from the projector's sums. */
@Component
final class CampaignOutcomes {

  private static final String ASK =
      """
      select coalesce(outcome, '') as outcome, sum(calls) as n from calls.api_rollups
       where campaign_id = :campaign group by 1 having sum(calls) > 0 order by 2 desc, 1
      """;

  private final JdbcClient jdbc;

  CampaignOutcomes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A bar of the chart.
   *
   * @param kind the colour: answered, voicemail, unreached, broken or open
   * @param share of all calls, in hundredths
   */
  record Bar(String word, String kind, long n, double share) {}

  private record Count(String outcome, long n) {}

  /** The most first. */
  List<Bar> of(UUID campaignId) {
    var counts =
        Neighbours.ask(
            () ->
                jdbc.sql(ASK)
                    .param("campaign", campaignId)
                    .query((row, _) -> new Count(row.getString("outcome"), row.getLong("n")))
                    .list(),
            List.<Count>of());
    long all = counts.stream().mapToLong(Count::n).sum();
    return counts.stream()
        .map(count ->
            new Bar(
                count.outcome().isEmpty() ? "Not over" : Words.name(count.outcome()),
                kind(count.outcome()),
                count.n(),
                100.0 * count.n() / all))
        .toList();
  }

  private static String kind(String outcome) {
    return switch (outcome) {
      case "" -> "open";
      case "answered", "transferred" -> "answered";
      case "voicemail" -> "voicemail";
      case "failed", "unknown" -> "broken";
      default -> "unreached";
    };
  }
}
