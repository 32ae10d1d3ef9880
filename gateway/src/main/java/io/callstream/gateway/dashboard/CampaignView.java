package io.callstream.gateway.dashboard;

import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.Progress;
import java.util.List;

/** A campaign on a page, with how far it is. */
record CampaignView(
    String id,
    String name,
    String state,
    String stateWord,
    String stateReason,
    When created,
    long recipients,
    long over,
    List<Part> parts,
    List<Part> holds,
    String rules) {

  /** A name and a number. */
  record Part(String name, long n) {}

  static CampaignView of(Campaign campaign, Progress p) {
    var window = campaign.rules().window();
    return new CampaignView(
        campaign.campaignId().toString(),
        campaign.name(),
        campaign.state().wire(),
        Words.name(campaign.state().wire()),
        campaign.stateReason() == null ? "" : Words.name(campaign.stateReason()),
        When.of(campaign.createdAt()),
        p.recipients(),
        p.completed() + p.failed() + p.suppressed() + p.expired() + p.cancelled() + p.abandoned(),
        List.of(
            new Part("Not released yet", p.notReleased()),
            new Part("Waiting", p.waiting()),
            new Part("Being dialled", p.dialling()),
            new Part("In progress", p.inProgress()),
            new Part("Completed", p.completed()),
            new Part("Failed", p.failed()),
            new Part("On the do-not-call list", p.suppressed()),
            new Part("Expired", p.expired()),
            new Part("Cancelled", p.cancelled()),
            new Part("Given up", p.abandoned())),
        p.holds().entrySet().stream()
            .map(hold -> new Part(Words.name(hold.getKey()), hold.getValue()))
            .toList(),
        "Calls on %s from %s to %s by the callee's clock, at most %d for each person"
            .formatted(
                String.join(", ", window.days()),
                window.from(),
                window.to(),
                campaign.rules().maxAttempts()));
  }

  /** Whether this can be asked of it now. */
  public boolean can(String move) {
    return switch (move) {
      case "start" -> state.equals("draft");
      case "pause" -> state.equals("running");
      case "resume" -> state.equals("paused") || state.equals("pausing");
      case "cancel" ->
          !state.equals("finished") && !state.equals("cancelled") && !state.equals("cancelling");
      default -> false;
    };
  }

  /** Whether nothing will change any more. */
  public boolean done() {
    return state.equals("finished") || state.equals("cancelled");
  }
}
