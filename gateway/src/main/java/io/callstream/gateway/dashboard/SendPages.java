package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.call.Placing;
import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Storable;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Sends one call. */
@Controller
final class SendPages {

  private static final String PAGE = "dashboard/send";
  private static final int TEXT_MAX = 256;

  private final Placing placing;
  private final CallDefaults defaults;
  private final Agents agents;
  private final Prompts prompts;
  private final Supplier<UUID> ids;

  SendPages(
      Placing placing, CallDefaults defaults, Agents agents, Prompts prompts, Supplier<UUID> ids) {
    this.prompts = prompts;
    this.placing = placing;
    this.defaults = defaults;
    this.agents = agents;
    this.ids = ids;
  }

  /** The form. */
  @GetMapping("/dashboard/calls/send")
  String form(Model model) {
    return page(SendForm.empty(ids.get()), List.of(), model);
  }

  /** What is wrong with a number, while it is typed. */
  @GetMapping(path = "/dashboard/calls/send/check", produces = MediaType.TEXT_HTML_VALUE)
  String check(@RequestParam(name = "to_number", defaultValue = "") String number, Model model) {
    var text = number.strip();
    model.addAttribute("problem", text.isEmpty() ? null : PhoneNumbers.problem(text).orElse(null));
    model.addAttribute("good", !text.isEmpty() && PhoneNumbers.problem(text).isEmpty());
    return "dashboard/number-check";
  }

  /** How the agent's prompt uses a variable. */
  record Use(String name, boolean given, String value) {}

  /** What the variables of the form become in the agent's prompt. */
  @PostMapping(path = "/dashboard/calls/send/preview", produces = MediaType.TEXT_HTML_VALUE)
  String preview(@RequestParam MultiValueMap<String, String> sent, Model model) {
    var form = read(sent);
    var given = form.named();
    var prompt = prompts.of(form.agentId());
    model.addAttribute("known", prompt.isPresent());
    prompt.ifPresent(told -> {
      var names = told.names();
      model.addAttribute("begin", Prompts.filled(told.begin(), given));
      model.addAttribute(
          "uses",
          names.stream()
              .map(name -> new Use(name, given.containsKey(name), given.getOrDefault(name, "")))
              .toList());
      model.addAttribute(
          "unused", given.keySet().stream().filter(name -> !names.contains(name)).toList());
    });
    return "dashboard/send-preview";
  }

  /** Sends it, and shows how it goes. */
  @PostMapping("/dashboard/calls/send")
  String send(
      @RequestParam MultiValueMap<String, String> sent,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      HttpServletResponse response,
      Model model) {
    var form = read(sent);
    if (sent.containsKey("more")) {
      return page(form.longer(), List.of(), model);
    }
    var errors = new ArrayList<FieldError>();
    var body = form.body(errors);
    if (!Storable.isStorable(body.toString())) {
      errors.add(new FieldError("$", "Text must not hold U+0000 or half of a character"));
    }
    if (!errors.isEmpty()) {
      return wrong(form, errors, response, model);
    }
    return switch (placing.place(body, form.formId(), session.actor())) {
      case Placing.Result.Accepted accepted -> shown(accepted.command().callId());
      case Placing.Result.Repeated repeated -> shown(repeated.command().callId());
      case Placing.Result.Wrong wrong -> wrong(form, wrong.errors(), response, model);
      case Placing.Result.OtherBody _ ->
          wrong(
              form,
              List.of(
                  new FieldError(
                      "$", "This form was sent before with something else in it: open a new one")),
              response,
              model);
    };
  }

  private static SendForm read(MultiValueMap<String, String> sent) {
    return new SendForm(
        text(sent, "form_id"),
        text(sent, "to_number"),
        text(sent, "from_number"),
        text(sent, "agent_id"),
        SendForm.variables(
            sent.getOrDefault("variable_name", List.of()),
            sent.getOrDefault("variable_value", List.of())),
        text(sent, "schedule_at"),
        text(sent, "tz"),
        String.valueOf(sent.getOrDefault("metadata", List.of("")).getFirst()));
  }

  private static String text(MultiValueMap<String, String> sent, String name) {
    var value = sent.getOrDefault(name, List.of("")).getFirst().strip();
    return value.length() <= TEXT_MAX ? value : value.substring(0, TEXT_MAX);
  }

  private static String shown(UUID callId) {
    return "redirect:/dashboard/calls/" + callId + "?said=sent";
  }

  private String wrong(
      SendForm form, List<FieldError> errors, HttpServletResponse response, Model model) {
    response.setStatus(400);
    return page(form, errors, model);
  }

  private String page(SendForm form, List<FieldError> errors, Model model) {
    model.addAttribute("form", form);
    model.addAttribute("errors", byField(errors));
    model.addAttribute("defaults", defaults);
    model.addAttribute("agents", agents.list());
    return PAGE;
  }

  /** {@code $.variables.name} stands beside the variables. */
  private static Map<String, String> byField(List<FieldError> errors) {
    var byField = new LinkedHashMap<String, String>();
    for (var error : errors) {
      var parts = error.field().split("[.\\[]", 3);
      byField.merge(parts.length > 1 ? parts[1] : "form", error.message(), (a, b) -> a + ". " + b);
    }
    return byField;
  }
}
