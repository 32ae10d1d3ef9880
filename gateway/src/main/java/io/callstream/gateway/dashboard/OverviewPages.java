package io.callstream.gateway.dashboard;

import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.dialling.DispatcherLine;
import io.callstream.gateway.dialling.Switches;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The overview, and the switch that stops everything. */
@Controller
final class OverviewPages {

  private final Overview overview;
  private final Switches switches;
  private final DispatcherLine line;
  private final Lags lags;

  OverviewPages(Overview overview, Switches switches, DispatcherLine line, Lags lags) {
    this.lags = lags;
    this.overview = overview;
    this.switches = switches;
    this.line = line;
  }

  /** Today at a glance. */
  @GetMapping("/dashboard")
  String show(
      @RequestHeader(name = Part.HEADER, defaultValue = "false") boolean again, Model model) {
    model.addAttribute("glance", overview.now());
    model.addAttribute("lags", lags.now());
    model.addAttribute("line", line.line());
    model.addAttribute("guard", line.guard().guard());
    return Part.of("dashboard/overview", again);
  }

  /** Whatever has no page. */
  @GetMapping("/dashboard/**")
  @ResponseStatus(HttpStatus.NOT_FOUND)
  String nowhere() {
    return "dashboard/missing";
  }

  /** Asks whether everything is to be stopped. */
  @GetMapping("/dashboard/stop")
  String ask(Model model) {
    model.addAttribute("glance", overview.now());
    return "dashboard/stop";
  }

  /** Stops all dialling; in force when this is answered. */
  @PostMapping("/dashboard/stop")
  String stop(@RequestAttribute(Session.ATTRIBUTE) Session session) {
    switches.stop(session.actor());
    return "redirect:/dashboard";
  }

  /** Starts it again. */
  @PostMapping("/dashboard/start")
  String start(@RequestAttribute(Session.ATTRIBUTE) Session session) {
    switches.start(session.actor());
    return "redirect:/dashboard";
  }
}
