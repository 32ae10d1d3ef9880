package io.callstream.sandbox.api;

import io.callstream.sandbox.http.Reply;
import io.callstream.sandbox.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the account may, settable while the sandbox runs. Until it is set the concurrency is told
 * and not kept to, and the rates are without end, so that the sandbox can be used for load.
 */
final class Limits {

  private static final int CONCURRENCY_TOLD = 100;
  private static final int MOST = 1_000_000;
  private static final Duration RATE = Duration.ofSeconds(1);
  private static final Duration HTTP_RATE = Duration.ofSeconds(10);
  private static final Set<String> KNOWN =
      Set.of("concurrency", "calls_per_second", "lists_per_10s");

  private final InstantSource clock;
  private @Nullable Integer concurrency;
  private @Nullable Integer callsPerSecond;
  private @Nullable Integer listsPer10s;
  private final Deque<Instant> calls = new ArrayDeque<>();
  private final Deque<Instant> lists = new ArrayDeque<>();

  Limits(InstantSource clock) {
    this.clock = clock;
  }

  /** {@code PUT /sandbox/limits}: these in place of all that were set; null is no limit. */
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

  private synchronized void set(ObjectNode json) throws Refusal {
    for (var name : json.propertyNames()) {
      if (!KNOWN.contains(name)) {
        throw Refusal.badRequest(name + " is no limit");
      }
    }
    var first = number(json, "concurrency");
    var second = number(json, "calls_per_second");
    var third = number(json, "lists_per_10s");
    concurrency = first;
    callsPerSecond = second;
    listsPer10s = third;
  }

  /** {@code GET /sandbox/limits}. */
  synchronized Reply shown() {
    return new Reply.JsonReply(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("concurrency", concurrency)
            .put("calls_per_second", callsPerSecond)
            .put("lists_per_10s", listsPer10s));
  }

  /** What get-concurrency tells. */
  synchronized int told() {
    return concurrency == null ? CONCURRENCY_TOLD : concurrency;
  }

  /** Whether one more phone may ring; counts it if so. */
  synchronized boolean admitsCall(int live) {
    return admitsTalk(live) && admits(calls, callsPerSecond, RATE);
  }

  /** Whether one more call may live. */
  synchronized boolean admitsTalk(int live) {
    return concurrency == null || live < concurrency;
  }

  /** Whether a list may be asked for; counts it if so. */
  synchronized boolean admitsList() {
    return admits(lists, listsPer10s, HTTP_RATE);
  }

  private boolean admits(Deque<Instant> times, @Nullable Integer most, Duration within) {
    if (most == null) {
      return true;
    }
    var now = clock.instant();
    while (!times.isEmpty() && !times.getFirst().plus(within).isAfter(now)) {
      times.removeFirst();
    }
    if (times.size() >= most) {
      return false;
    }
    times.addLast(now);
    return true;
  }

  private static @Nullable Integer number(ObjectNode json, String name) throws Refusal {
    var number = json.path(name);
    if (number.isMissingNode() || number.isNull()) {
      return null;
    }
    if (!number.isInt() || number.intValue() < 0 || number.intValue() > MOST) {
      throw Refusal.badRequest(name + " must be a whole number from 0 to " + MOST);
    }
    return number.intValue();
  }
}
