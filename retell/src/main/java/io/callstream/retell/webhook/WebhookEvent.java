package io.callstream.retell.webhook;

import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A webhook's body, read strictly. Events that are new to us are read like the known ones. */
public sealed interface WebhookEvent {

  /** Longer names of events are unreadable. */
  int EVENT_MAX = 100;

  /**
   * An event of a call.
   *
   * @param event such as {@code call_started}
   * @param call its call; transfer members that stood beside {@code call} are in it
   * @param beside the other members beside {@code event} and {@code call}, mostly none
   */
  record OfCall(String event, RetellCall call, ObjectNode beside) implements WebhookEvent {}

  /**
   * An event of a chat agent ({@code chat_started}, …), with {@code chat} in place of {@code call}.
   */
  record OfChat(String event, ObjectNode chat) implements WebhookEvent {}

  /** Not a webhook that can be read; the reason names the fault, never the content. */
  record Unreadable(String reason) implements WebhookEvent {}

  /** Reads a body; never throws. */
  static WebhookEvent parse(byte[] body) {
    try {
      return of(StrictJson.object(body));
    } catch (StrictJson.Unreadable e) {
      return new Unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static WebhookEvent of(ObjectNode envelope) {
    var name = envelope.remove("event");
    if (name == null || !name.isString() || !isName(name.stringValue())) {
      return new Unreadable("event is missing or no name");
    }
    var event = name.stringValue();
    if (envelope.get("call") instanceof ObjectNode call) {
      envelope.remove("call");
      moveTransferMembers(envelope, call);
      return RetellCall.of(call)
          .<WebhookEvent>map(read -> new OfCall(event, read, envelope))
          .orElseGet(() -> new Unreadable("call.call_id is missing or no id"));
    }
    if (event.startsWith("chat_") && envelope.get("chat") instanceof ObjectNode chat) {
      return new OfChat(event, chat);
    }
    return new Unreadable("call is missing or no object");
  }

  /** Whether it can be the name of an event. */
  static boolean isName(String event) {
    return !event.isBlank()
        && event.length() <= EVENT_MAX
        && event.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** Retell does not say whether these stand in the call or beside it. */
  private static void moveTransferMembers(ObjectNode envelope, ObjectNode call) {
    for (var name : List.of("transfer_destination", "transfer_option", "transfer_end_timestamp")) {
      JsonNode value = envelope.get(name);
      if (value != null && !call.hasNonNull(name)) {
        call.set(name, envelope.remove(name));
      }
    }
  }
}
