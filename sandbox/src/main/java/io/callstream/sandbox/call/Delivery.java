package io.callstream.sandbox.call;

import io.callstream.sandbox.fault.Fault;
import io.callstream.sandbox.fault.Faults;
import io.callstream.sandbox.webhook.Postman;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hands webhooks to the postman, with what befalls them on the way. */
public final class Delivery {

  private static final int HELD_MAX = 10_000;

  private final Postman postman;
  private final Faults faults;
  private final Map<String, byte[]> held = new LinkedHashMap<>();

  public Delivery(Postman postman, Faults faults) {
    this.postman = postman;
    this.faults = faults;
  }

  void send(PretendCall call, String event, byte[] body) {
    var number = call.request() instanceof CallRequest.Phone phone ? phone.toNumber() : null;
    var fault = faults.ofWebhook(new Fault.Subject(null, number, event));
    if (fault.isEmpty()) {
      inTurn(call, body);
      return;
    }
    switch (fault.get().kind()) {
      case WEBHOOK_REPEATED -> {
        inTurn(call, body);
        inTurn(call, body);
      }
      case WEBHOOK_LATE -> postman.sendLate(body, fault.get().effect().delay());
      case WEBHOOK_REORDERED -> hold(call, body);
      case WEBHOOK_DROPPED -> {
        // That is all.
      }
      case OUTAGE, ANSWER_LOST, ANSWER_SLOW, REFUSED -> inTurn(call, body);
    }
  }

  /** What was held back goes after this one. */
  private synchronized void inTurn(PretendCall call, byte[] body) {
    var before = held.remove(call.id());
    if (before == null) {
      postman.send(body);
    } else {
      postman.sendInOrder(List.of(body, before));
    }
  }

  /** Two at most: what is held already goes first. The last of a call has none to wait for. */
  private synchronized void hold(PretendCall call, byte[] body) {
    if (call.analysed() || held.size() >= HELD_MAX) {
      inTurn(call, body);
      return;
    }
    var before = held.put(call.id(), body);
    if (before != null) {
      postman.send(before);
    }
  }
}
