package io.callstream.gateway.dashboard;

import io.callstream.contracts.CampaignRules;
import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.CampaignWork;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.dryrun.DryRuns;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.FieldError;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Makes a campaign step by step; each step is kept, and the rules may be changed the same way. */
@Controller
final class CampaignSteps {

  private static final String PAGE = "dashboard/campaign-step";

  /** People looked at for a preview; the first ones tell for all. */
  private static final long PREVIEW_MAX = 20_000;

  private final Campaigns campaigns;
  private final CampaignWork work;
  private final DryRuns dryRuns;
  private final Agents agents;
  private final CallDefaults defaults;
  private final Supplier<UUID> ids;

  CampaignSteps(
      Campaigns campaigns,
      CampaignWork work,
      DryRuns dryRuns,
      Agents agents,
      CallDefaults defaults,
      Supplier<UUID> ids) {
    this.ids = ids;
    this.campaigns = campaigns;
    this.work = work;
    this.dryRuns = dryRuns;
    this.agents = agents;
    this.defaults = defaults;
  }

  /** The first step of a campaign that is not there yet. */
  @GetMapping("/dashboard/campaigns/new")
  String begin(Model model) {
    return page(
        Step.BASICS,
        null,
        new RulesForm(Map.of("form_id", ids.get().toString())),
        List.of(),
        model);
  }

  /** Makes a draft, for office hours until told otherwise. */
  @PostMapping("/dashboard/campaigns/new")
  String create(
      @RequestParam MultiValueMap<String, String> sent,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      HttpServletResponse response,
      Model model) {
    var form = RulesForm.of(sent);
    var errors = new ArrayList<FieldError>();
    var body = form.changes(Step.BASICS, null, errors);
    body.setAll(RulesForm.officeHours().changes(Step.WHEN, null, errors));
    var key = form.get("form_id");
    return switch (work.create(body, key.isEmpty() ? null : key, session.actor())) {
      case CampaignWork.Creation.First(CampaignWork.Result.Done(var made)) -> people(made);
      case CampaignWork.Creation.Repeated(var made) -> people(made);
      case CampaignWork.Creation.First(CampaignWork.Result.Wrong refused) ->
          wrong(Step.BASICS, null, form, refused.errors(), response, model);
      case CampaignWork.Creation.First _, CampaignWork.Creation.OtherBody _ -> {
        errors.add(new FieldError(FieldError.BODY, "This form was sent before: open a new one"));
        yield wrong(Step.BASICS, null, form, errors, response, model);
      }
    };
  }

  private static String people(Campaign made) {
    return "redirect:" + Step.PEOPLE.address(made.campaignId().toString());
  }

  /** A step of a campaign whose rules may be changed. */
  @GetMapping("/dashboard/campaigns/{id}/steps/{step}")
  String show(@PathVariable("id") String id, @PathVariable("step") String name, Model model) {
    var campaign = find(id);
    if (!campaign.state().editable()) {
      return "redirect:/dashboard/campaigns/" + campaign.campaignId() + "?said=late";
    }
    return page(step(name), campaign, RulesForm.of(campaign), List.of(), model);
  }

  /** Keeps a step and shows the next one. */
  @PostMapping("/dashboard/campaigns/{id}/steps/{step}")
  String keep(
      @PathVariable("id") String id,
      @PathVariable("step") String name,
      @RequestParam MultiValueMap<String, String> sent,
      HttpServletResponse response,
      Model model) {
    var campaign = find(id);
    var step = step(name);
    var form = RulesForm.of(sent);
    var errors = new ArrayList<FieldError>();
    var changes = form.changes(step, campaign, errors);
    if (!errors.isEmpty()) {
      return wrong(step, campaign, form, errors, response, model);
    }
    return switch (work.edit(campaign.campaignId(), changes)) {
      case CampaignWork.Result.Done _ ->
          "redirect:" + step.next().address(campaign.campaignId().toString());
      case CampaignWork.Result.Wrong refused ->
          wrong(step, campaign, form, refused.errors(), response, model);
      case CampaignWork.Result.NotNow _, CampaignWork.Result.Unknown _ ->
          "redirect:/dashboard/campaigns/" + campaign.campaignId() + "?said=late";
    };
  }

  /** Whom the rules of a form, not kept yet, would let be called now. */
  @PostMapping(
      path = "/dashboard/campaigns/{id}/preview/{step}",
      produces = MediaType.TEXT_HTML_VALUE)
  String preview(
      @PathVariable("id") String id,
      @PathVariable("step") String name,
      @RequestParam MultiValueMap<String, String> sent,
      Model model) {
    var campaign = find(id);
    var errors = new ArrayList<FieldError>();
    var changes =
        RulesForm.of(new LinkedMultiValueMap<>(sent)).changes(step(name), campaign, errors);
    var rules =
        errors.isEmpty() ? work.rulesAfter(campaign, changes) : Optional.<CampaignRules>empty();
    model.addAttribute("wrong", rules.isEmpty());
    rules.ifPresent(known -> {
      var forecast = dryRuns.of(campaign.campaignId(), known, PREVIEW_MAX);
      model.addAttribute("forecast", forecast);
      model.addAttribute("held", held(forecast));
    });
    return "dashboard/campaign-preview";
  }

  private static List<String> held(DryRuns.Forecast forecast) {
    return forecast.held().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(hold -> hold.getValue() + " " + Words.hold(hold.getKey()))
        .toList();
  }

  private String wrong(
      Step step,
      @Nullable Campaign campaign,
      RulesForm form,
      List<FieldError> errors,
      HttpServletResponse response,
      Model model) {
    response.setStatus(400);
    return page(step, campaign, form, errors, model);
  }

  private String page(
      Step step,
      @Nullable Campaign campaign,
      RulesForm form,
      List<FieldError> errors,
      Model model) {
    model.addAttribute("step", step);
    model.addAttribute("steps", Step.values());
    model.addAttribute("id", campaign == null ? null : campaign.campaignId().toString());
    model.addAttribute("campaignName", campaign == null ? "New campaign" : campaign.name());
    model.addAttribute("draft", campaign == null || campaign.startedAt() == null);
    model.addAttribute("form", form);
    model.addAttribute("errors", RulesForm.byField(errors));
    model.addAttribute("days", RulesForm.DAYS);
    model.addAttribute("outcomes", RulesForm.AGAIN);
    model.addAttribute("defaults", defaults);
    model.addAttribute("agents", step == Step.BASICS ? agents.list() : List.<Agents.Agent>of());
    if (step == Step.REVIEW && campaign != null) {
      model.addAttribute("rules", RulesInWords.of(campaign.rules()));
      model.addAttribute("warnings", campaign.warnings());
      model.addAttribute("startAt", when(campaign.rules().startAt()));
      model.addAttribute("endAt", when(campaign.rules().endAt()));
    }
    return PAGE;
  }

  private static @Nullable When when(java.time.@Nullable Instant at) {
    return at == null ? null : When.of(at);
  }

  private static Step step(String name) {
    return Step.of(name).filter(step -> step != Step.PEOPLE).orElseThrow(PageDefaults.NotHere::new);
  }

  private Campaign find(String id) {
    return Ids.read(id).flatMap(campaigns::find).orElseThrow(PageDefaults.NotHere::new);
  }
}
