package io.callstream.gateway.dashboard;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.web.FieldError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * A campaign as the fields of its steps hold it.
 *
 * @param values by the field's name; a ticked box has {@code on}
 */
record RulesForm(Map<String, String> values) {

  /** Outcomes after which a person may be called again, as the form offers them. */
  static final List<String> AGAIN = List.of("no_answer", "busy", "voicemail");

  static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /** Where the API's names are not the form's. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "min_gap_s", "min_gap",
          "expires_after_s", "expires",
          "budget.calls", "budget_calls",
          "budget.minutes", "budget_minutes",
          "retry.on", "retry",
          "retry.delay_s", "retry");

  private static final int TEXT_MAX = 20_000;
  private static final BigDecimal MINUTE_S = BigDecimal.valueOf(60);
  private static final BigDecimal DAY_S = BigDecimal.valueOf(86_400);
  private static final String ON = "on";

  /** What somebody sent. */
  static RulesForm of(MultiValueMap<String, String> sent) {
    var values = new LinkedHashMap<String, String>();
    sent.toSingleValueMap()
        .forEach((name, value) ->
            values.put(name, value.substring(0, Math.min(TEXT_MAX, value.length())).strip()));
    return new RulesForm(values);
  }

  /** What a campaign has now. */
  static RulesForm of(Campaign campaign) {
    var values = new LinkedHashMap<String, String>();
    var rules = campaign.rules();
    values.put("name", campaign.name());
    values.put("agent_id", text(rules.agentId()));
    values.put("from_numbers", String.join("\n", rules.fromNumbers()));
    rules.window().days().forEach(day -> values.put("day_" + day, ON));
    values.put("from", rules.window().from());
    values.put("to", rules.window().to().equals("24:00") ? "00:00" : rules.window().to());
    values.put("holidays", String.join("\n", rules.window().holidays()));
    values.put("start_at", text(rules.startAt()));
    values.put("end_at", text(rules.endAt()));
    again(rules, values);
    values.put(
        "max_attempts", campaign.oneCallSaysItself() ? "" : String.valueOf(rules.maxAttempts()));
    values.put("min_gap", plain(BigDecimal.valueOf(rules.minGapS()), MINUTE_S));
    values.put("daily_cap", text(rules.dailyCap()));
    values.put("expires", plain(BigDecimal.valueOf(rules.expiresAfterS()), DAY_S));
    values.put("concurrency", text(rules.concurrency()));
    values.put("per_second", text(rules.perSecond()));
    values.put("weight", String.valueOf(rules.weight()));
    values.put("budget_calls", text(rules.budget().calls()));
    values.put("budget_minutes", text(rules.budget().minutes()));
    return new RulesForm(values);
  }

  private static void again(CampaignRules rules, Map<String, String> values) {
    for (var outcome : AGAIN) {
      rules.retry().stream()
          .filter(rule -> rule.on().contains(outcome))
          .findFirst()
          .ifPresent(rule -> {
            values.put("again_" + outcome, ON);
            values.put("delay_" + outcome, plain(BigDecimal.valueOf(rule.delayS()), MINUTE_S));
          });
    }
  }

  /** Monday to Friday, nine to six. */
  static RulesForm officeHours() {
    var values = new LinkedHashMap<String, String>();
    DAYS.subList(0, 5).forEach(day -> values.put("day_" + day, ON));
    values.put("from", "09:00");
    values.put("to", "18:00");
    return new RulesForm(values);
  }

  /** What is wrong, by the name of the field it stands at. */
  static Map<String, String> byField(List<FieldError> errors) {
    var byField = new LinkedHashMap<String, String>();
    for (var error : errors) {
      var path = error.field().replaceAll("\\[[0-9]+]|^\\$\\.?|window\\.", "");
      var name = path.isEmpty() ? "form" : FIELDS.getOrDefault(path, path);
      byField.merge(name, error.message(), (a, b) -> a.equals(b) ? a : a + ". " + b);
    }
    return byField;
  }

  /** What a field shows. */
  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** Whether a box is ticked. */
  public boolean has(String name) {
    return !get(name).isEmpty();
  }

  /** A time as the browser turns it into the viewer's; empty while somebody types. */
  public @Nullable String instant(String name) {
    return get(name).endsWith("Z") ? get(name) : null;
  }

  /** The same to the minute, by UTC, for who has no script. */
  public String minute(String name) {
    var text = get(name);
    return text.endsWith("Z") ? text.substring(0, 16) : text;
  }

  /** What a step changes, in the words of the API. */
  ObjectNode changes(Step step, @Nullable Campaign now, List<FieldError> errors) {
    var body = new FormBody(this, Json.mapper().createObjectNode(), errors);
    switch (step) {
      case BASICS -> {
        body.text("name", "name");
        body.text("agent_id", "agent_id");
        body.lines("from_numbers", "from_numbers");
      }
      case WHEN -> {
        body.window(now);
        body.time("start_at");
        body.time("end_at");
      }
      case AGAIN -> {
        body.again(now);
        body.number("max_attempts", "max_attempts", BigDecimal.ONE);
        body.number("min_gap", "min_gap_s", MINUTE_S);
        body.number("daily_cap", "daily_cap", BigDecimal.ONE);
        body.number("expires", "expires_after_s", DAY_S);
      }
      case PACE -> {
        body.number("concurrency", "concurrency", BigDecimal.ONE);
        body.number("per_second", "per_second", BigDecimal.ONE);
        body.number("weight", "weight", BigDecimal.ONE);
        body.budget();
      }
      case PEOPLE, REVIEW -> {}
    }
    return body.json();
  }

  private static String plain(BigDecimal seconds, BigDecimal unit) {
    return seconds
        .divide(unit, 4, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Instant at -> at.toString();
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }
}
