package io.callstream.gateway.dashboard;

import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.web.FieldError;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the fields of a form as a body of the API; a field that was left empty is null there.
 *
 * @param errors gets what cannot be written at all; the rest the API's own reader finds
 */
record FormBody(RulesForm form, ObjectNode json, List<FieldError> errors) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,6})?");

  void text(String field, String name) {
    var text = form.get(field);
    json.put(name, text.isEmpty() ? null : text);
  }

  /** One to a line, or between commas. */
  void lines(String field, String name) {
    var values = json.putArray(name);
    split(form.get(field)).forEach(values::add);
  }

  /**
   * A number.
   *
   * @param unit of the form, in that of the API
   */
  void number(String field, String name, BigDecimal unit) {
    number(field, unit).ifPresentOrElse(value -> json.set(name, value), () -> json.putNull(name));
  }

  /** A time of the viewer's clock. */
  void time(String name) {
    var text = form.get(name);
    json.putNull(name);
    if (!text.isEmpty()) {
      try {
        json.put(name, LocalDateTime.parse(text).atZone(zone()).toInstant().toString());
      } catch (DateTimeException e) {
        errors.add(new FieldError("$." + name, "Must be a date and a time of day"));
      }
    }
  }

  /** Days, hours and holidays; other hours for some countries stay as they are. */
  void window(@Nullable Campaign now) {
    var window = json.putObject("window");
    var days = window.putArray("days");
    RulesForm.DAYS.stream().filter(day -> form.has("day_" + day)).forEach(days::add);
    var to = form.get("to");
    window.put("from", form.get("from")).put("to", to.equals("00:00") ? "24:00" : to);
    var holidays = window.putArray("holidays");
    split(form.get("holidays")).forEach(holidays::add);
    if (now != null) {
      window.set("countries", now.body().path("window").path("countries"));
    }
  }

  /** After which ends somebody is called again; rules for other ends stay as they are. */
  void again(@Nullable Campaign now) {
    var rules = json.putArray("retry");
    for (var outcome : RulesForm.AGAIN) {
      if (form.has("again_" + outcome)) {
        var rule = rules.addObject();
        rule.putArray("on").add(outcome);
        number("delay_" + outcome, BigDecimal.valueOf(60))
            .ifPresent(delay -> rule.set("delay_s", delay));
      }
    }
    if (now != null) {
      for (var rule : now.rules().retry()) {
        var others = new HashSet<>(rule.on());
        RulesForm.AGAIN.forEach(others::remove);
        if (!others.isEmpty()) {
          var kept = rules.addObject().put("delay_s", rule.delayS());
          var on = kept.putArray("on");
          others.stream().sorted().forEach(on::add);
        }
      }
    }
  }

  void budget() {
    var budget = json.putObject("budget");
    number("budget_calls", BigDecimal.ONE).ifPresent(calls -> budget.set("calls", calls));
    number("budget_minutes", BigDecimal.ONE).ifPresent(minutes -> budget.set("minutes", minutes));
  }

  private Optional<JsonNode> number(String field, BigDecimal unit) {
    var text = form.get(field).replace(',', '.');
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!NUMBER.matcher(text).matches()) {
      errors.add(new FieldError("$." + field, "Must be a number"));
      return Optional.empty();
    }
    var number = new BigDecimal(text).multiply(unit);
    boolean whole = number.stripTrailingZeros().scale() <= 0;
    return Optional.of(whole ? NODES.numberNode(number.longValue()) : NODES.numberNode(number));
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(form.get("tz"));
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split("[\\s,;]+")).filter(part -> !part.isEmpty()).toList();
  }
}
