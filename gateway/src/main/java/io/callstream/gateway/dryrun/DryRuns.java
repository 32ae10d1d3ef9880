package io.callstream.gateway.dryrun;

import io.callstream.contracts.CampaignRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Looks at the people of a campaign as if it went on now; nothing does. */
@Component
public final class DryRuns {

  private final DryRunBook book;
  private final DryRunSettings settings;
  private final InstantSource clock;

  DryRuns(DryRunBook book, DryRunSettings settings, InstantSource clock) {
    this.book = book;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What would come of it.
   *
   * @param people who wait
   * @param held how many for each hold code
   * @param whole whether all of the campaign's people were looked at
   */
  public record Forecast(long people, long wouldBeDialled, Map<String, Long> held, boolean whole) {}

  /**
   * Under these rules, whatever the campaign's own are.
   *
   * @param most people to look at, in the order of their upload; a page more at most
   */
  public Forecast of(UUID campaignId, CampaignRules rules, long most) {
    var now = clock.instant();
    var run = new DryRun(rules, book.spent(campaignId), settings.callLengthMax(), now);
    var gap = Duration.ofSeconds(rules.minGapS());
    long after = 0;
    long seen = 0;
    boolean more = true;
    while (more && seen < most) {
      var page = book.page(campaignId, after, gap, now);
      page.stream().filter(DryRunBook.Row::waits).forEach(row -> run.add(row.person()));
      seen += page.size();
      more = DryRunBook.isFull(page);
      after = page.isEmpty() ? after : page.getLast().place();
    }
    return new Forecast(run.people(), run.wouldBeDialled(), run.held(), !more);
  }
}
