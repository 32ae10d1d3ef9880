package io.callstream.gateway.call;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Fact;
import io.callstream.contracts.Json;
import io.callstream.contracts.Outcome;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** A call as its request alone tells it, for as long as the read model does not know better. */
final class RequestedCall {

  private static final Duration TO_BE_TAKEN = Duration.ofSeconds(5);

  private RequestedCall() {}

  /** The detail view without its hold; what nobody can know yet is null. */
  static ObjectNode view(CallCommand.Wanted command) {
    var view = Json.mapper().createObjectNode();
    CallColumns.DETAIL.forEach(view::putNull);
    view.put("call_id", command.callId().toString())
        .put("request_id", command.requestId().toString());
    switch (command) {
      case PlaceCall phoneCall -> addTo(view, phoneCall);
      case WebCallMade webCall -> addTo(view, webCall);
    }
    view.put("status", CallStatus.INITIATED.wire())
        .put("created_by", command.createdBy())
        .put("requested_at", Json.text(command.requestedAt()))
        .put("version", 0)
        .put("updated_at", Json.text(command.requestedAt()));
    view.set("variables", Json.mapper().valueToTree(command.variables()));
    view.set("metadata", command.metadata());
    return view.putNull("hold");
  }

  private static void addTo(ObjectNode view, PlaceCall command) {
    view.put("campaign_id", command.campaignId() == null ? null : command.campaignId().toString())
        .put("attempt", command.attempt())
        .put("call_type", "phone_call")
        .put("direction", "outbound")
        .put("agent_id", command.agentId())
        .put("from_number", command.fromNumber())
        .put("to_number", command.toNumber());
  }

  private static void addTo(ObjectNode view, WebCallMade command) {
    view.put("attempt", 1)
        .put("call_type", "web_call")
        .put("agent_id", command.agentId())
        .put("retell_call_id", command.retellCallId());
  }

  /** The detail view as it was when the request was accepted, hold included. */
  static ObjectNode accepted(PlaceCall command) {
    var view = view(command);
    if (command.dueAt().isAfter(command.requestedAt())) {
      view.set("hold", Hold.scheduled(command.dueAt()).toJson());
    }
    return view;
  }

  /** Says so of a call that waits for its time, whether a dispatcher has taken it or not. */
  static void holdUntilDue(ObjectNode view, PlaceCall command, Instant now) {
    if (command.dueAt().isAfter(now) && isNotTaken(view)) {
      view.set("hold", Hold.scheduled(command.dueAt()).toJson());
    }
  }

  /** Right after a request the detail is what the request was answered with. */
  static void leaveTimeToBeTaken(ObjectNode view, CallCommand.Wanted command, Instant now) {
    if (isNotTaken(view) && now.isBefore(command.requestedAt().plus(TO_BE_TAKEN))) {
      view.putNull("hold");
    }
  }

  private static boolean isNotTaken(ObjectNode view) {
    return view.path("hold").path("text").asString("").equals(Hold.NOT_TAKEN.text());
  }

  /**
   * Adds what the request says to a row that was made from what Retell said, before the request was
   * read: without an attempt, which every request has.
   */
  static void addUnread(ObjectNode row, CallCommand.Wanted command) {
    if (!row.path("attempt").isNull()
        || !row.path("call_id").asString("").equals(command.callId().toString())) {
      return;
    }
    var own = view(command);
    for (var column : CallColumns.DETAIL) {
      if (row.path(column).isNull()) {
        row.set(column, own.path(column));
      }
    }
    row.set("requested_at", own.path("requested_at"));
  }

  /**
   * Shows a withdrawal that is in force, unless the row knows better: an end, or a call that Retell
   * had taken after all.
   */
  static void withdrawn(ObjectNode view, Instant withdrawnAt) {
    var status = CallStatus.of(view.path("status").stringValue());
    if (status == CallStatus.INITIATED && view.path("retell_call_id").isNull()) {
      view.put("status", CallStatus.CANCELLED.wire())
          .put("outcome", Outcome.CANCELLED.wire())
          .put("ended_at", Json.text(withdrawnAt))
          .putNull("hold");
    }
  }

  /** The one item of a timeline that is known from the start. */
  static ObjectNode requestedItem(CallCommand.Wanted command) {
    var data = Json.mapper().createObjectNode().put("created_by", command.createdBy());
    switch (command) {
      case PlaceCall phoneCall ->
          data.put("due_at", Json.text(phoneCall.dueAt()))
              .put("expires_at", Json.text(phoneCall.expiresAt()));
      case WebCallMade webCall ->
          data.put("retell_call_id", webCall.retellCallId())
              .put("join_before", Json.text(webCall.joinBefore()));
    }
    return Json.mapper()
        .createObjectNode()
        .put("at", Json.text(command.requestedAt()))
        .put("fact", Fact.REQUESTED.wire())
        .put("source", "gateway")
        .put("text", "The request was accepted")
        .set("data", data);
  }
}
