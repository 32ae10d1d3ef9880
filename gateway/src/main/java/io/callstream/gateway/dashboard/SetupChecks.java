package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.webhook.TestWebhook;
import io.callstream.retell.pass.PassAnswer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Whether everything is there that a first call needs. */
@Component
final class SetupChecks {

  private static final String WEBHOOK = "/api/webhooks/retell";

  private final Provider provider;
  private final CallDefaults defaults;
  private final TestWebhook webhook;
  private final DashboardSettings settings;

  SetupChecks(
      Provider provider, CallDefaults defaults, TestWebhook webhook, DashboardSettings settings) {
    this.provider = provider;
    this.defaults = defaults;
    this.webhook = webhook;
    this.settings = settings;
  }

  /**
   * One thing looked at.
   *
   * @param state {@code ok}, {@code todo} or {@code wrong}
   */
  record Check(String name, String state, String text) {

    /** For people. */
    public String word() {
      return switch (state) {
        case "ok" -> "In order";
        case "todo" -> "Worth a look";
        default -> "Missing";
      };
    }
  }

  /** Where Retell is to send its webhooks. */
  String webhookAddress() {
    return settings.address(WEBHOOK);
  }

  /** Looks at all of it; asks Retell and our own address. */
  List<Check> all() {
    return List.of(key(), number(), agent(), webhook());
  }

  /** Whether Retell knows our key. */
  Check key() {
    return switch (provider.ask("GET", "/get-concurrency", null)) {
      case PassAnswer.Done done -> {
        var limit = done.body().path("concurrency_limit");
        yield ok(
            "Retell key",
            "Retell answers"
                + (limit.isNumber() ? "; " + limit.asInt() + " calls may run at once" : ""));
      }
      case PassAnswer.Refused refused ->
          wrong("Retell key", "Retell refuses the key: " + refused.message());
      case PassAnswer.Unavailable none -> wrong("Retell key", none.cause());
    };
  }

  /** Whether calls have a number to come from. */
  Check number() {
    var name = "From-number";
    var number = defaults.fromNumber();
    if (number == null) {
      return todo(
          name, "RETELL_FROM_NUMBER is not set: each call must then say where it comes from");
    }
    return switch (provider.ask("GET", "/v2/list-phone-numbers?limit=1000", null)) {
      case PassAnswer.Done done when has(done.body(), number) ->
          ok(name, number + " is one of yours at Retell");
      case PassAnswer.Done _ -> wrong(name, number + " is not among your numbers at Retell");
      case PassAnswer.Refused refused ->
          todo(name, "Retell did not list your numbers: " + refused.message());
      case PassAnswer.Unavailable none -> todo(name, "Retell could not be asked: " + none.cause());
    };
  }

  /** Whether there is somebody to talk. */
  Check agent() {
    var name = "Agent";
    var agent = defaults.agentId();
    if (agent == null) {
      return todo(
          name,
          "RETELL_AGENT_ID is not set: the agent bound to the from-number talks, unless a call names one");
    }
    return switch (provider.ask("GET", "/get-agent/" + Provider.segment(agent), null)) {
      case PassAnswer.Done done ->
          ok(name, done.body().path("agent_name").asString(agent) + " is there");
      case PassAnswer.Refused refused -> wrong(name, agent + ": " + refused.message());
      case PassAnswer.Unavailable none -> todo(name, "Retell could not be asked: " + none.cause());
    };
  }

  /** Whether webhooks find the way. */
  Check webhook() {
    var name = "Webhooks";
    var result = webhook.send(webhookAddress());
    if (!result.arrived()) {
      return wrong(name, result.text() + " (" + webhookAddress() + ")");
    }
    return isHere()
        ? todo(
            name,
            result.text()
                + "; but Retell cannot reach this machine's own address: set PUBLIC_BASE_URL to that of a tunnel")
        : ok(name, result.text());
  }

  private boolean isHere() {
    try {
      return InetAddress.getByName(String.valueOf(settings.publicBaseUrl().getHost()))
          .isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean has(JsonNode answer, String number) {
    return (answer.isArray() ? answer : answer.path("items"))
        .valueStream()
        .anyMatch(one -> one.path("phone_number").asString("").equals(number));
  }

  private static Check ok(String name, String text) {
    return new Check(name, "ok", text);
  }

  private static Check todo(String name, String text) {
    return new Check(name, "todo", text);
  }

  private static Check wrong(String name, String text) {
    return new Check(name, "wrong", text);
  }
}
