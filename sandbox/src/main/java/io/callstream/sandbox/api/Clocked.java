package io.callstream.sandbox.api;

import io.callstream.sandbox.http.Reply;
import io.callstream.sandbox.http.Request;
import io.callstream.sandbox.time.WorldTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The clock of the pretended world, settable while the sandbox runs. */
final class Clocked {

  private static final Set<String> KNOWN = Set.of("speed", "advance_s");
  private static final BigDecimal SPEED_MAX = BigDecimal.valueOf(100_000);
  private static final BigDecimal ADVANCE_S_MAX =
      BigDecimal.valueOf(Duration.ofDays(366).toSeconds());

  private final WorldTime time;

  Clocked(WorldTime time) {
    this.time = time;
  }

  /** {@code PUT /sandbox/clock}: how fast it goes, and how far it goes on at once. */
  Reply set(Request request) {
    try {
      var body = request.body();
      if (body.isEmpty()) {
        return Reply.error(413, "Request body too large");
      }
      set(CreateBody.object(body.get().bytes()));
      return shown();
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  /** {@code GET /sandbox/clock}. */
  Reply shown() {
    return new Reply.JsonReply(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("now", time.instant().toString())
            .put("speed", time.speed())
            .put("steps_waiting", time.waiting()));
  }

  private void set(ObjectNode json) throws Refusal {
    for (var name : json.propertyNames()) {
      if (!KNOWN.contains(name)) {
        throw Refusal.badRequest(name + " is nothing of a clock");
      }
    }
    double speed = number(json, "speed", BigDecimal.valueOf(time.speed()), SPEED_MAX).doubleValue();
    var seconds = number(json, "advance_s", BigDecimal.ZERO, ADVANCE_S_MAX);
    time.runAt(speed);
    time.advance(Duration.ofMillis(seconds.movePointRight(3).longValue()));
  }

  private static BigDecimal number(ObjectNode json, String name, BigDecimal usual, BigDecimal most)
      throws Refusal {
    var number = json.path(name);
    if (number.isMissingNode()) {
      return usual;
    }
    if (!number.isNumber()
        || number.decimalValue().signum() < 0
        || number.decimalValue().compareTo(most) > 0) {
      throw Refusal.badRequest(name + " must be a number from 0 to " + most);
    }
    return number.decimalValue();
  }
}
