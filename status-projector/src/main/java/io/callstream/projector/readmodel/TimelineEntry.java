package io.callstream.projector.readmodel;

import io.callstream.contracts.Fact;
import io.callstream.contracts.Json;
import io.callstream.projector.fold.NewFact;
import io.callstream.projector.fold.Signal;
import io.callstream.retell.RetellCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fact as a person reads it.
 *
 * @param text one sentence
 * @param data the few values it is about
 */
record TimelineEntry(String text, ObjectNode data) {

  private static final int VALUE_MAX = 1_000;

  static TimelineEntry of(NewFact fact) {
    return switch (fact.signal()) {
      case Signal.Requested s -> requested(s);
      case Signal.WebCallMade s -> webCallMade(s);
      case Signal.Withdrawn s -> withdrawn(s);
      case Signal.Placed s -> placed(s);
      case Signal.Assumed s -> assumed(s);
      case Signal.RetryScheduled s -> retryScheduled(s);
      case Signal.Completed s -> completed(s);
      case Signal.Said s -> said(fact.fact(), s);
      case Signal.Corrected s -> corrected(s);
    };
  }

  private static TimelineEntry requested(Signal.Requested signal) {
    var request = signal.request();
    var data = values();
    put(data, "created_by", request.createdBy());
    put(data, "due_at", Json.text(request.dueAt()));
    put(data, "expires_at", Json.text(request.expiresAt()));
    return new TimelineEntry("The request was accepted", data);
  }

  private static TimelineEntry webCallMade(Signal.WebCallMade signal) {
    var call = signal.call();
    var data = values();
    put(data, "created_by", call.createdBy());
    put(data, "retell_call_id", call.retellCallId());
    put(data, "join_before", Json.text(call.joinBefore()));
    return new TimelineEntry("The web call was made; it waits for a browser to join", data);
  }

  private static TimelineEntry withdrawn(Signal.Withdrawn signal) {
    var data = values();
    put(data, "cancelled_by", signal.withdrawal().cancelledBy());
    return new TimelineEntry("The request was withdrawn before any dial", data);
  }

  private static TimelineEntry placed(Signal.Placed signal) {
    var placed = signal.placed();
    var data = values();
    put(data, "retell_call_id", placed.retellCallId());
    put(data, "dial_id", placed.dialId().toString());
    data.put("late", placed.late());
    return new TimelineEntry(
        placed.late() ? "Retell had taken the call after all" : "Retell has taken the call", data);
  }

  private static TimelineEntry assumed(Signal.Assumed signal) {
    var end = signal.end();
    var code = end.errorCode() == null ? "unknown" : end.errorCode().wire();
    var data = values();
    put(data, "error_code", code);
    put(data, "error_message", end.errorMessage());
    put(data, "dial_id", end.dialId() == null ? null : end.dialId().toString());
    put(data, "retell_call_id", end.retellCallId());
    return new TimelineEntry("Ended by us: " + code, data);
  }

  private static TimelineEntry corrected(Signal.Corrected signal) {
    var data = values();
    data.put("mapping", signal.mapping());
    signal.columns().forEach(data.putArray("columns")::add);
    return new TimelineEntry(
        "Corrected: mapping " + signal.mapping() + " reads it otherwise", data);
  }

  private static TimelineEntry retryScheduled(Signal.RetryScheduled signal) {
    var next = signal.retry().call();
    var data = values();
    put(data, "next_call_id", next.callId().toString());
    data.put("next_attempt", next.attempt());
    put(data, "due_at", Json.text(next.dueAt()));
    return new TimelineEntry("Another attempt follows", data);
  }

  private static TimelineEntry completed(Signal.Completed signal) {
    var data = values();
    data.put("attempts", signal.over().attempt());
    return new TimelineEntry("The request is over with this attempt", data);
  }

  private static TimelineEntry said(Fact fact, Signal.Said said) {
    var call = said.call();
    var data = values();
    put(data, "event", said.event());
    put(data, "retell_call_id", call.callId());
    put(data, "call_status", call.callStatus());
    put(data, "disconnection_reason", call.disconnectionReason());
    put(data, "transfer_destination", call.text("transfer_destination"));
    return new TimelineEntry(sentence(fact, said, call), data);
  }

  private static String sentence(Fact fact, Signal.Said said, RetellCall call) {
    return switch (fact) {
      case STARTED -> "Connected";
      case ENDED -> "Over" + because(call);
      case ANALYSED -> "Analysed";
      case TRANSFER -> "Transfer: " + said.event();
      default -> "Retell sent an event that is new to us: " + said.event();
    };
  }

  private static String because(RetellCall call) {
    var reason =
        call.disconnectionReason() == null ? call.callStatus() : call.disconnectionReason();
    return reason == null ? "" : ": " + cut(reason);
  }

  private static ObjectNode values() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void put(ObjectNode data, String name, @Nullable String value) {
    if (value != null) {
      data.put(name, cut(value));
    }
  }

  private static String cut(String value) {
    return value.length() <= VALUE_MAX ? value : value.substring(0, VALUE_MAX);
  }
}
