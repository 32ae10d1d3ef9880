package io.callstream.gateway.campaign;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignRules.Again;
import io.callstream.contracts.CampaignRules.Budget;
import io.callstream.contracts.CampaignWindow;
import io.callstream.contracts.Json;
import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.rule.Fields;
import io.callstream.gateway.rule.RetryReader;
import io.callstream.gateway.rule.WindowReader;
import io.callstream.gateway.web.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body that makes or changes a campaign. All errors are found at once. */
final class CampaignReader {

  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "agent_id",
          "from_numbers",
          "window",
          "retry",
          "max_attempts",
          "min_gap_s",
          "daily_cap",
          "concurrency",
          "per_second",
          "weight",
          "start_at",
          "end_at",
          "expires_after_s",
          "budget",
          "variables");

  private static final int NAME_MAX = 200;
  private static final int AGENT_MAX = 256;
  private static final int FROM_NUMBERS_MAX = 100;
  private static final int RULES_MAX = 20;
  private static final int WEIGHT_MAX = 1_000;
  private static final int CALLS_MAX = 100_000;

  /** As JSON; each of its people's messages carries them. */
  private static final int VARIABLES_MAX_BYTES = 100_000;

  private static final int ATTEMPTS_WITH_RETRY = 3;
  private static final long YEAR_S = 366L * 86_400;
  private static final long WEEK_S = 7L * 86_400;
  private static final long MUCH = 1_000_000_000L;
  private static final BigDecimal PER_SECOND_MIN = new BigDecimal("0.001");
  private static final BigDecimal PER_SECOND_MAX = BigDecimal.valueOf(1_000);
  private static final CampaignWindow NONE =
      new CampaignWindow(List.of(), "00:00", "24:00", List.of(), Map.of());

  private final Fields fields;
  private final CallDefaults defaults;
  private final Set<String> ownNumbers;

  /** What a body says: name and rules, or why it is no campaign. */
  sealed interface Reading {

    record Wanted(String name, CampaignRules rules) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  private CampaignReader(Fields fields, CallDefaults defaults, Set<String> ownNumbers) {
    this.fields = fields;
    this.defaults = defaults;
    this.ownNumbers = ownNumbers;
  }

  /**
   * Reads it.
   *
   * @param ownNumbers from-numbers that the campaign has already: they may be the default of calls,
   *     which is taken as it is
   */
  static Reading read(ObjectNode body, CallDefaults defaults, Set<String> ownNumbers) {
    var errors = new ArrayList<FieldError>();
    var fields = new Fields(body, FieldError.BODY, errors);
    var reader = new CampaignReader(fields, defaults, ownNumbers);
    reader.fields.onlyKnown(KNOWN);
    var name = reader.name();
    var rules = reader.rules();
    return errors.isEmpty() ? new Reading.Wanted(name, rules) : new Reading.Wrong(errors);
  }

  private String name() {
    if (fields.present("name") == null) {
      fields.wrong("name", "name is missing");
    }
    return Objects.requireNonNullElse(fields.text("name", NAME_MAX), "");
  }

  private CampaignRules rules() {
    var retry = retry();
    var startAt = fields.time("start_at");
    var endAt = fields.time("end_at");
    if (startAt != null && endAt != null && !endAt.isAfter(startAt)) {
      fields.wrong("end_at", "Must be later than start_at");
    }
    return new CampaignRules(
        agentId(),
        fromNumbers(),
        window(),
        retry,
        whole(
            "max_attempts", 1, RetryReader.ATTEMPTS_MAX, retry.isEmpty() ? 1 : ATTEMPTS_WITH_RETRY),
        Objects.requireNonNullElse(fields.whole("min_gap_s", 0, YEAR_S), 0L),
        wholeOrNull("daily_cap", 1, WEIGHT_MAX),
        wholeOrNull("concurrency", 1, CALLS_MAX),
        fields.number("per_second", PER_SECOND_MIN, PER_SECOND_MAX),
        whole("weight", 1, WEIGHT_MAX, 1),
        startAt,
        endAt,
        Objects.requireNonNullElse(fields.whole("expires_after_s", 1, YEAR_S), WEEK_S),
        budget(),
        variables());
  }

  private Map<String, String> variables() {
    var variables = fields.object("variables").map(Fields::strings).orElse(Map.of());
    if (Json.bytes(variables).length > VARIABLES_MAX_BYTES) {
      fields.wrong(
          "variables", "Must not be larger than " + VARIABLES_MAX_BYTES + " bytes of JSON");
    }
    return variables;
  }

  private List<String> fromNumbers() {
    var given = fields.numbers("from_numbers", FROM_NUMBERS_MAX, ownNumbers);
    if (!given.isEmpty()) {
      return given.stream().distinct().toList();
    }
    if (defaults.fromNumber() == null) {
      fields.wrong("from_numbers", "from_numbers is missing and has no default");
      return List.of();
    }
    return List.of(defaults.fromNumber());
  }

  private CampaignWindow window() {
    if (fields.present("window") == null) {
      fields.wrong("window", "window is missing: a campaign must say when people may be called");
    }
    return fields.object("window").map(WindowReader::ofCampaign).orElse(NONE);
  }

  private List<Again> retry() {
    return fields.objects("retry", RULES_MAX).stream()
        .map(rule -> {
          rule.onlyKnown(Set.of("on", "delay_s"));
          return new Again(RetryReader.on(rule), RetryReader.delay(rule));
        })
        .toList();
  }

  private Budget budget() {
    return fields
        .object("budget")
        .map(budget -> {
          budget.onlyKnown(Set.of("calls", "minutes"));
          return new Budget(budget.whole("calls", 1, MUCH), budget.whole("minutes", 1, MUCH));
        })
        .orElse(new Budget(null, null));
  }

  private int whole(String name, int min, int max, int preset) {
    var value = fields.whole(name, min, max);
    return value == null ? preset : value.intValue();
  }

  private @Nullable Integer wholeOrNull(String name, int min, int max) {
    var value = fields.whole(name, min, max);
    return value == null ? null : value.intValue();
  }

  private @Nullable String agentId() {
    var given = fields.text("agent_id", AGENT_MAX);
    return given == null ? defaults.agentId() : given;
  }
}
