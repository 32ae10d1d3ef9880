package io.callstream.gateway.dashboard;

import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.Progress;
import java.util.List;
import java.util.Map;

/**
 * A campaign on a page, with how far it is.
 *
 * @param over people who are done with, whatever became of them
 * @param inFlight calls that are being dialled or go on
 * @param waiting people who have not been called, or wait for another call
 */
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
    long inFlight,
    long waiting,
    List<String> rules,
    boolean editable,
    boolean takesPeople) {

  /** A name and a number. */
  record Part(String name, long n) {}

  static CampaignView of(Campaign campaign, Progress p) {
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
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(hold -> new Part(Words.hold(hold.getKey()), hold.getValue()))
            .toList(),
        p.dialling() + p.inProgress(),
        p.waiting() + p.notReleased(),
        RulesInWords.of(campaign.rules()),
        campaign.state().editable(),
        campaign.state().takesPeople());
  }

  /** How many calls go on, in words. */
  public String goingOn() {
    return switch ((int) Math.min(2, inFlight)) {
      case 0 -> "No call is going on";
      case 1 -> "1 call is going on";
      default -> inFlight + " calls are going on";
    };
  }

  /** Whether nobody has been called for it yet. */
  public boolean draft() {
    return state.equals("draft");
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
