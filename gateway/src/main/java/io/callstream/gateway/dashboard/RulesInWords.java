package io.callstream.gateway.dashboard;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignRules.Again;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rules of a campaign in sentences. */
final class RulesInWords {

  private static final Map<String, String> DAY =
      Map.of(
          "mon", "Monday",
          "tue", "Tuesday",
          "wed", "Wednesday",
          "thu", "Thursday",
          "fri", "Friday",
          "sat", "Saturday",
          "sun", "Sunday");

  private RulesInWords() {}

  static List<String> of(CampaignRules rules) {
    var sentences = new ArrayList<String>();
    sentences.add(who(rules));
    var window = rules.window();
    sentences.add(
        "People are called %s from %s to %s, by the clock where each of them lives."
            .formatted(days(window.days()), window.from(), window.to()));
    window
        .countries()
        .forEach((country, hours) ->
            sentences.add(
                "In %s: %s from %s to %s."
                    .formatted(country, days(hours.days()), hours.from(), hours.to())));
    if (!window.holidays().isEmpty()) {
      sentences.add("Nobody is called on " + String.join(", ", window.holidays()) + ".");
    }
    sentences.add(attempts(rules));
    rules.retry().forEach(rule -> sentences.add(again(rule)));
    limits(rules, sentences);
    return sentences;
  }

  private static String who(CampaignRules rules) {
    var agent =
        rules.agentId() == null ? "The agent bound to the number" : "Agent " + rules.agentId();
    return "%s calls from %s%s."
        .formatted(
            agent,
            String.join(", ", rules.fromNumbers()),
            rules.fromNumbers().size() > 1 ? ", in turn" : "");
  }

  /** {@code Monday to Friday}, or each day by its name. */
  static String days(List<String> days) {
    var places = days.stream().map(RulesForm.DAYS::indexOf).sorted().toList();
    if (places.size() == RulesForm.DAYS.size()) {
      return "every day";
    }
    boolean row = places.size() > 2 && places.getLast() - places.getFirst() == places.size() - 1;
    return row
        ? name(places.getFirst()) + " to " + name(places.getLast())
        : places.stream().map(RulesInWords::name).collect(Collectors.joining(", "));
  }

  private static String name(int place) {
    var day = RulesForm.DAYS.get(place);
    return DAY.getOrDefault(day, day);
  }

  private static String attempts(CampaignRules rules) {
    return rules.maxAttempts() == 1
        ? "Each person is called once."
        : "Each person is called at most " + rules.maxAttempts() + " times.";
  }

  private static String again(Again rule) {
    return "After %s they are called again, %s later."
        .formatted(
            rule.on().stream()
                .map(end -> end.replace('_', ' '))
                .collect(Collectors.joining(" or ")),
            Words.span(Duration.ofSeconds(rule.delayS())));
  }

  private static void limits(CampaignRules rules, List<String> sentences) {
    if (rules.minGapS() > 0) {
      sentences.add(
          "Between two calls to one number lie at least "
              + Words.span(Duration.ofSeconds(rules.minGapS()))
              + ".");
    }
    if (rules.dailyCap() != null) {
      sentences.add("A number is called at most " + rules.dailyCap() + " times within 24 hours.");
    }
    if (rules.concurrency() != null) {
      sentences.add("At most " + rules.concurrency() + " calls go on at a time.");
    }
    if (rules.perSecond() != null) {
      sentences.add(
          "At most " + rules.perSecond().toPlainString() + " calls are placed in a second.");
    }
    var budget = rules.budget();
    if (budget.calls() != null) {
      sentences.add("It ends after " + budget.calls() + " calls.");
    }
    if (budget.minutes() != null) {
      sentences.add("It ends after " + budget.minutes() + " minutes of talk.");
    }
    sentences.add(
        "Who has not been reached within "
            + Words.span(Duration.ofSeconds(rules.expiresAfterS()))
            + " of their turn is left alone.");
  }
}
