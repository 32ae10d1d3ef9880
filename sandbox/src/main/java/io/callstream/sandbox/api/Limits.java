package io.callstream.sandbox.api;

import io.callstream.sandbox.http.Reply;
import io.callstream.sandbox.http.Request;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the account may, settable while the sandbox runs. Until it is set the concurrency is told
 * and not kept to, and the rates are without end, so that the sandbox can be used for load. Rates
 * are of the pretended world's time.
 */
final class Limits {

  private static final int CONCURRENCY_TOLD = 100;
  private static final Duration HTTP_RATE = Duration.ofSeconds(10);

  private final Map<Telephony, Rate> calls = new EnumMap<>(Telephony.class);
  private final Rate creates;
  private final Rate lists;
  private final Rate others;
  private final Rate refused;
  private LimitsBody set = LimitsBody.NONE;

  Limits(InstantSource clock) {
    for (var one : Telephony.values()) {
      calls.put(one, new Rate(Duration.ofSeconds(1), clock));
    }
    this.creates = new Rate(HTTP_RATE, clock);
    this.lists = new Rate(HTTP_RATE, clock);
    this.others = new Rate(HTTP_RATE, clock);
    this.refused = new Rate(Duration.ofMinutes(1), clock);
  }

  /** {@code PUT /sandbox/limits}: these in place of all that were set; null is no limit. */
  Reply set(Request request) {
    try {
      var body = request.body();
      if (body.isEmpty()) {
        return Reply.error(413, "Request body too large");
      }
      var wanted = LimitsBody.read(CreateBody.object(body.get().bytes()));
      synchronized (this) {
        set = wanted;
      }
      return shown();
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  /** {@code GET /sandbox/limits}. */
  synchronized Reply shown() {
    return new Reply.JsonReply(200, set.toJson());
  }

  /** What get-concurrency tells. */
  synchronized int told() {
    return set.concurrency() == null ? CONCURRENCY_TOLD : set.concurrency();
  }

  /** Whether one more create-phone-call may be asked; counts it if so. */
  synchronized boolean admitsCreate() {
    return refused.room(set.refusedPerMinute()) && creates.admits(set.createsPer10s());
  }

  /** Whether one more phone may ring; counts it if so. */
  synchronized boolean admitsCall(String fromNumber, int live) {
    var telephony = Telephony.of(fromNumber);
    var rate = calls.get(telephony);
    return admitsTalk(live) && (rate == null || rate.admits(set.callsPerSecond().get(telephony)));
  }

  /** Counts a create that was answered with 4xx. */
  synchronized void refusedCreate() {
    refused.take(set.refusedPerMinute());
  }

  /** Whether one more call may live. */
  synchronized boolean admitsTalk(int live) {
    return set.concurrency() == null || live < set.concurrency();
  }

  /** Whether a list may be asked for; counts it if so. */
  synchronized boolean admitsList() {
    return lists.admits(set.listsPer10s());
  }

  /** Whether anything else may be asked for; counts it if so. */
  synchronized boolean admitsOther() {
    return others.admits(set.othersPer10s());
  }
}
