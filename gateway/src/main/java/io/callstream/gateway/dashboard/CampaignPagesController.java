package io.callstream.gateway.dashboard;

import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.CampaignCursor;
import io.callstream.gateway.campaign.CampaignState.Move;
import io.callstream.gateway.campaign.CampaignWork;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.campaign.ProgressBook;
import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.rule.Ids;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Campaigns: how far they are, and what may be asked of them. */
@Controller
final class CampaignPagesController {

  private static final int PAGE = 20;

  private static final Map<String, Move> MOVES =
      Map.of(
          "start", Move.START, "pause", Move.PAUSE, "resume", Move.RESUME, "cancel", Move.CANCEL);

  private final Campaigns campaigns;
  private final ProgressBook progress;
  private final CampaignWork work;
  private final CampaignOutcomes outcomes;
  private final Pace pace;

  CampaignPagesController(
      Campaigns campaigns,
      ProgressBook progress,
      CampaignWork work,
      CampaignOutcomes outcomes,
      Pace pace) {
    this.outcomes = outcomes;
    this.pace = pace;
    this.campaigns = campaigns;
    this.progress = progress;
    this.work = work;
  }

  /** A page of them, newest first. */
  @GetMapping("/dashboard/campaigns")
  String list(
      @RequestParam(name = "cursor", defaultValue = "") String cursor,
      @RequestHeader(name = Part.HEADER, defaultValue = "false") boolean again,
      Model model) {
    var found = campaigns.page(CampaignCursor.read(cursor), PAGE + 1);
    var shown = found.subList(0, Math.min(PAGE, found.size()));
    model.addAttribute("campaigns", shown.stream().map(this::view).toList());
    model.addAttribute(
        "next",
        found.size() > PAGE
            ? new CampaignCursor(shown.getLast().createdAt(), shown.getLast().campaignId()).write()
            : null);
    return Part.of("dashboard/campaigns", again);
  }

  /** One of them. */
  @GetMapping("/dashboard/campaigns/{id}")
  String show(
      @PathVariable("id") String id,
      @RequestParam(name = "said", defaultValue = "") String said,
      @RequestHeader(name = Part.HEADER, defaultValue = "false") boolean again,
      Model model) {
    model.addAttribute("said", said);
    var campaign = find(id);
    model.addAttribute("campaign", view(campaign));
    model.addAttribute("outcomes", outcomes.of(campaign.campaignId()));
    model.addAttribute("pace", pace.of(campaign.campaignId()));
    return Part.of("dashboard/campaign", again);
  }

  /** Starts, pauses, resumes or cancels it. */
  @PostMapping("/dashboard/campaigns/{id}/{move}")
  String move(
      @PathVariable("id") String id,
      @PathVariable("move") String name,
      @RequestParam(name = "in_flight", defaultValue = "finish") String inFlight,
      @RequestAttribute(Session.ATTRIBUTE) Session session) {
    var move = MOVES.get(name);
    if (move == null) {
      throw new PageDefaults.NotHere();
    }
    var campaign = find(id);
    var result =
        move == Move.CANCEL
            ? work.cancel(campaign.campaignId(), inFlight.equals("stop"), session.actor())
            : work.move(campaign.campaignId(), move);
    var said = result instanceof CampaignWork.Result.Done ? name : "late";
    return "redirect:/dashboard/campaigns/" + campaign.campaignId() + "?said=" + said;
  }

  private Campaign find(String id) {
    return Ids.read(id).flatMap(campaigns::find).orElseThrow(PageDefaults.NotHere::new);
  }

  private CampaignView view(Campaign campaign) {
    return CampaignView.of(campaign, progress.of(campaign));
  }
}
