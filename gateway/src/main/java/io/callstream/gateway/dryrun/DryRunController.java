package io.callstream.gateway.dryrun;

import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Says what would come of a campaign if it went on now; nothing does. */
@RestController
final class DryRunController {

  private static final int CENT_DIGITS = 3;

  private final Campaigns campaigns;
  private final DryRunBook book;
  private final InstantSource clock;

  DryRunController(Campaigns campaigns, DryRunBook book, InstantSource clock) {
    this.campaigns = campaigns;
    this.book = book;
    this.clock = clock;
  }

  /** Who would be dialled now, who held and why, and what all that wait may cost. */
  @GetMapping(path = "/api/v1/campaigns/{id}/dry-run", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> dryRun(@PathVariable("id") String id) {
    return Ids.read(id)
        .flatMap(campaigns::find)
        .<ResponseEntity<Object>>map(campaign -> ResponseEntity.ok(view(campaign)))
        .orElseGet(() -> Problem.of(HttpStatus.NOT_FOUND, "No campaign has this id").answer());
  }

  private ObjectNode view(Campaign campaign) {
    var run = run(campaign);
    var view = Json.mapper().createObjectNode();
    view.put("campaign_id", campaign.campaignId().toString())
        .put("state", campaign.state().wire())
        .put("people", run.people())
        .put("would_be_dialled", run.wouldBeDialled())
        .put("held", run.people() - run.wouldBeDialled());
    view.set("holds", Json.mapper().valueToTree(run.held()));
    view.set("cost_estimate", cost(campaign, run));
    return view;
  }

  private DryRun run(Campaign campaign) {
    var rules = campaign.rules();
    var id = campaign.campaignId();
    var now = clock.instant();
    var run = new DryRun(rules, book.callsMade(id), now);
    var gap = Duration.ofSeconds(rules.minGapS());
    var page = book.page(id, 0, gap, now);
    while (!page.isEmpty()) {
      page.stream().filter(DryRunBook.Row::waits).forEach(row -> run.add(row.person()));
      page =
          DryRunBook.isFull(page)
              ? book.page(id, page.getLast().place(), gap, now)
              : page.subList(0, 0);
    }
    return run;
  }

  /**
   * One call to each who waits, at the mean price of the newest calls; nulls where none is known.
   */
  private ObjectNode cost(Campaign campaign, DryRun run) {
    var price = book.price(campaign.rules().agentId()).or(() -> book.price(null));
    var cost = Json.mapper().createObjectNode().put("calls", run.people());
    price.ifPresentOrElse(
        known ->
            cost.put("cents_per_call", known.cents().setScale(CENT_DIGITS, RoundingMode.HALF_UP))
                .put(
                    "cents",
                    known
                        .cents()
                        .multiply(BigDecimal.valueOf(run.people()))
                        .setScale(CENT_DIGITS, RoundingMode.HALF_UP))
                .put("based_on_calls", known.calls()),
        () -> cost.putNull("cents_per_call").putNull("cents").put("based_on_calls", 0));
    return cost;
  }
}
