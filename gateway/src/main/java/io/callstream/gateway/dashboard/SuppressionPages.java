package io.callstream.gateway.dashboard;

import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.suppression.Suppressions;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/** The do-not-call list: look a number up, put it on, take it off. */
@Controller
final class SuppressionPages {

  private static final String PAGE = "dashboard/suppressions";
  private static final int REASON_MAX = 500;

  private final Suppressions suppressions;

  SuppressionPages(Suppressions suppressions) {
    this.suppressions = suppressions;
  }

  /** A number that is on the list. */
  record Entry(String number, String reason, String by, @Nullable When at) {

    static Entry of(ObjectNode entry) {
      return new Entry(
          entry.path("number").asString(""),
          entry.path("reason").asString(""),
          entry.path("added_by").asString(""),
          When.of(entry.path("added_at")));
    }
  }

  /** Looks a number up. */
  @GetMapping("/dashboard/suppressions")
  String show(@RequestParam(name = "number", defaultValue = "") String number, Model model) {
    // Whoever writes a number into an address by hand forgets to encode the plus.
    var text = number.startsWith(" ") ? "+" + number.strip() : number.strip();
    var problem = text.isEmpty() ? null : PhoneNumbers.problem(text).orElse(null);
    return page(text, problem, model);
  }

  /** Puts a number on the list; in force when this is answered. */
  @PostMapping("/dashboard/suppressions")
  String add(
      @RequestParam(name = "number", defaultValue = "") String number,
      @RequestParam(name = "reason", defaultValue = "") String reason,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      HttpServletResponse response,
      Model model) {
    var text = number.strip();
    var problem = PhoneNumbers.problem(text);
    if (problem.isPresent() || reason.indexOf('\0') >= 0) {
      response.setStatus(400);
      return page(text, problem.orElse("The reason cannot be kept"), model);
    }
    var kept = reason.strip();
    suppressions.add(
        List.of(text),
        kept.isEmpty() ? null : kept.substring(0, Math.min(REASON_MAX, kept.length())),
        session.actor());
    return address(text);
  }

  /** Takes a number off. */
  @PostMapping("/dashboard/suppressions/remove")
  String remove(@RequestParam(name = "number", defaultValue = "") String number) {
    suppressions.remove(number);
    return address(number);
  }

  private static String address(String number) {
    return "redirect:/dashboard/suppressions?number=" + number.replace("+", "%2B");
  }

  private String page(String number, @Nullable String problem, Model model) {
    boolean asked = !number.isEmpty() && problem == null;
    model.addAttribute("number", number);
    model.addAttribute("problem", problem);
    model.addAttribute("asked", asked);
    model.addAttribute(
        "entry", asked ? suppressions.find(number).map(Entry::of).orElse(null) : null);
    return PAGE;
  }
}
