package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallDefaults;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** What is set, whether it works, and what is missing at first. */
@Controller
final class SettingsPages {

  private static final String PAGE = "dashboard/settings";

  private final SetupChecks checks;
  private final CallDefaults defaults;

  SettingsPages(SetupChecks checks, CallDefaults defaults) {
    this.checks = checks;
    this.defaults = defaults;
  }

  /** What is set. */
  @GetMapping("/dashboard/settings")
  String show(Model model) {
    return page(List.of(), model);
  }

  /** Asks Retell. */
  @PostMapping("/dashboard/settings/connection")
  String connection(Model model) {
    return page(List.of(checks.key()), model);
  }

  /** Sends a test webhook to our own public address. */
  @PostMapping("/dashboard/settings/webhook")
  String webhook(Model model) {
    return page(List.of(checks.webhook()), model);
  }

  /** Checks all of it. */
  @GetMapping("/dashboard/first-run")
  String firstRun(Model model) {
    model.addAttribute("checks", checks.all());
    model.addAttribute("webhook", checks.webhookAddress());
    return "dashboard/first-run";
  }

  private String page(List<SetupChecks.Check> done, Model model) {
    model.addAttribute("checks", done);
    model.addAttribute("webhook", checks.webhookAddress());
    model.addAttribute("defaults", defaults);
    return PAGE;
  }
}
