package io.callstream.gateway.dashboard;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;
import io.callstream.gateway.call.CallFilter;
import io.callstream.gateway.call.Calls;
import io.callstream.gateway.call.Cancelling;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of calls and the page of one. */
@Controller
final class CallPages {

  /** To choose from; older ones lead to their calls from their own pages. */
  private static final int CAMPAIGNS_MAX = 50;

  private final Calls calls;
  private final Cancelling cancelling;
  private final Attempts attempts;
  private final Agents agents;
  private final Campaigns campaigns;

  CallPages(
      Calls calls, Cancelling cancelling, Attempts attempts, Agents agents, Campaigns campaigns) {
    this.agents = agents;
    this.campaigns = campaigns;
    this.calls = calls;
    this.cancelling = cancelling;
    this.attempts = attempts;
  }

  /** A choice of a filter. */
  record Choice(String value, String word) {}

  /** A page of calls; its address says all of it. */
  @GetMapping("/dashboard/calls")
  String list(
      @RequestParam Map<String, String> given,
      @RequestHeader(name = Part.HEADER, defaultValue = "false") boolean again,
      Model model) {
    var form = FilterForm.of(given);
    model.addAttribute("agentNames", agents.names());
    model.addAttribute("form", form);
    if (!again) {
      addChoices(form, model);
    }
    model.addAttribute("errors", List.<FieldError>of());
    switch (CallFilter.read(form.query())) {
      case CallFilter.Reading.Wrong wrong -> {
        model.addAttribute("errors", wrong.errors());
        model.addAttribute("rows", List.<CallRow>of());
      }
      case CallFilter.Reading.Wanted wanted -> {
        var page = calls.list(wanted.filter());
        var rows = page.items().stream().map(CallRow::of).toList();
        model.addAttribute("rows", rows);
        model.addAttribute("live", form.live(rows));
        model.addAttribute(
            "next", page.nextCursor() == null ? null : form.address(page.nextCursor()));
      }
    }
    return Part.of("dashboard/calls", again);
  }

  private void addChoices(FilterForm form, Model model) {
    model.addAttribute("campaigns", campaigns(form.get("campaign_id")));
    model.addAttribute("agents", agents(agents.names(), form.get("agent_id")));
    model.addAttribute(
        "statuses", choices(Arrays.stream(CallStatus.values()).map(CallStatus::wire).toList()));
    model.addAttribute(
        "outcomes", choices(Arrays.stream(Outcome.values()).map(Outcome::wire).toList()));
  }

  /** One call. */
  @GetMapping("/dashboard/calls/{id}")
  String show(
      @PathVariable("id") String id,
      @RequestParam(name = "said", defaultValue = "") String said,
      @RequestHeader(name = Part.HEADER, defaultValue = "false") boolean again,
      Model model) {
    var call = calls.detail(id).orElseThrow(PageDefaults.NotHere::new);
    var timeline = calls.timeline(id).map(Calls.Timeline::items).orElse(List.of());
    var facts = CallFacts.of(call, timeline, agents.names());
    model.addAttribute("said", said);
    model.addAttribute("call", facts);
    model.addAttribute("attempts", attempts.of(facts.requestId()));
    model.addAttribute("live", "/dashboard/live?call=" + facts.row().id());
    return Part.of("dashboard/call", again);
  }

  /** Cancels or stops a call. */
  @PostMapping("/dashboard/calls/{id}/cancel")
  String cancel(
      @PathVariable("id") String id, @RequestAttribute(Session.ATTRIBUTE) Session session) {
    var call = calls.detail(id).orElseThrow(PageDefaults.NotHere::new);
    var request = call.path("request_id");
    var result =
        request.isString()
            ? cancelling.cancel(UUID.fromString(request.stringValue()), session.actor())
            : Cancelling.Result.NOT_OURS;
    var said =
        switch (result) {
          case WITHDRAWN -> "withdrawn";
          case STOP_ASKED -> "stopping";
          case HAS_ENDED -> "over";
          case NOT_OURS -> "foreign";
        };
    return "redirect:/dashboard/calls/" + call.path("call_id").stringValue() + "?said=" + said;
  }

  /** The newest ones, and the one that is chosen. */
  private List<Choice> campaigns(String chosen) {
    var found = new ArrayList<>(campaigns.page(null, CAMPAIGNS_MAX));
    if (found.stream().noneMatch(one -> one.campaignId().toString().equals(chosen))) {
      Ids.read(chosen).flatMap(campaigns::find).ifPresent(found::add);
    }
    return found.stream().map(one -> new Choice(one.campaignId().toString(), one.name())).toList();
  }

  /** Those that are known by name, and the one that is chosen. */
  private static List<Choice> agents(Map<String, String> names, String chosen) {
    var all = new LinkedHashMap<>(names);
    if (!chosen.isEmpty()) {
      all.putIfAbsent(chosen, chosen);
    }
    return all.entrySet().stream().map(one -> new Choice(one.getKey(), one.getValue())).toList();
  }

  private static List<Choice> choices(List<String> wire) {
    return wire.stream().map(value -> new Choice(value, Words.status(value))).toList();
  }
}
