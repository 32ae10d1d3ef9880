package io.callstream.sandbox.api;

import io.callstream.sandbox.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the body of {@code PUT /sandbox/faults}: {@code {"faults": […]}}. */
final class FaultsBody {

  private static final int MAX = 100;
  private static final int TIMES_MAX = 1_000_000;
  private static final long DELAY_MS_MAX = Duration.ofMinutes(10).toMillis();
  private static final long SPAN_S_MAX = Duration.ofDays(1).toSeconds();
  private static final int STATUS_USUAL = 503;
  private static final long DELAY_MS_USUAL = 1_000;
  private static final Set<String> KNOWN =
      Set.of(
          "kind",
          "path",
          "number",
          "event",
          "probability",
          "times",
          "status",
          "delay_ms",
          "after_s",
          "for_s");

  private FaultsBody() {}

  static List<Fault> read(byte[] body, Instant now) throws Refusal {
    var given = CreateBody.object(body).path("faults");
    if (!given.isArray() || given.size() > MAX) {
      throw Refusal.badRequest("faults must be a list of at most " + MAX);
    }
    var faults = new ArrayList<Fault>();
    for (var one : given) {
      faults.add(fault(one, now));
    }
    return faults;
  }

  private static Fault fault(JsonNode json, Instant now) throws Refusal {
    for (var name : json.propertyNames()) {
      if (!KNOWN.contains(name)) {
        throw Refusal.badRequest(name + " is not known in a fault");
      }
    }
    var probability = json.path("probability");
    double chance = probability.isNumber() ? probability.doubleValue() : 1;
    if (!(chance >= 0 && chance <= 1)) {
      throw Refusal.badRequest("probability must be from 0 to 1");
    }
    var from = now.plusSeconds(number(json, "after_s", 0, SPAN_S_MAX));
    return new Fault(
        kind(json),
        new Fault.Target(text(json, "path"), text(json, "number"), text(json, "event")),
        chance,
        json.has("times") ? (int) number(json, "times", 1, TIMES_MAX) : null,
        new Fault.Effect(
            status(json),
            Duration.ofMillis(number(json, "delay_ms", DELAY_MS_USUAL, DELAY_MS_MAX))),
        new Fault.Span(
            from,
            json.has("for_s") ? from.plusSeconds(number(json, "for_s", 0, SPAN_S_MAX)) : null));
  }

  private static Fault.Kind kind(JsonNode json) throws Refusal {
    var word = json.path("kind").asString("");
    for (var kind : Fault.Kind.values()) {
      if (kind.wire().equals(word)) {
        return kind;
      }
    }
    throw Refusal.badRequest(
        "kind must be one of "
            + Arrays.stream(Fault.Kind.values())
                .map(Fault.Kind::wire)
                .collect(Collectors.joining(", ")));
  }

  private static int status(JsonNode json) throws Refusal {
    int status = (int) number(json, "status", STATUS_USUAL, 599);
    if (status < 400) {
      throw Refusal.badRequest("status must be from 400 to 599");
    }
    return status;
  }

  private static long number(JsonNode json, String name, long usual, long most) throws Refusal {
    var number = json.path(name);
    if (number.isMissingNode()) {
      return usual;
    }
    if (!number.isIntegralNumber()
        || !number.canConvertToLong()
        || number.longValue() < 0
        || number.longValue() > most) {
      throw Refusal.badRequest(name + " must be a whole number from 0 to " + most);
    }
    return number.longValue();
  }

  private static @Nullable String text(JsonNode json, String name) throws Refusal {
    var text = json.path(name);
    if (text.isMissingNode() || text.isNull()) {
      return null;
    }
    if (!text.isString() || text.stringValue().isBlank()) {
      throw Refusal.badRequest(name + " must be a string");
    }
    return text.stringValue();
  }
}
