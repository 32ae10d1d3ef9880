package io.callstream.gateway.dryrun;

import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
  private final DryRuns runs;

  DryRunController(Campaigns campaigns, DryRunBook book, DryRuns runs) {
    this.campaigns = campaigns;
    this.book = book;
    this.runs = runs;
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
    var run = runs.of(campaign.campaignId(), campaign.rules(), Long.MAX_VALUE);
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

  /**
   * One call to each who waits, at the mean price of the newest calls; nulls where none is known.
   */
  private ObjectNode cost(Campaign campaign, DryRuns.Forecast run) {
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
