package io.callstream.gateway.dashboard;

import static java.util.Map.entry;

import java.util.Map;

/** One sentence for each way a call can go, and what to do where somebody can do something. */
final class WhatHappened {

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          entry("user_hangup", "The person hung up after talking with the agent."),
          entry("agent_hangup", "The agent ended the conversation and hung up."),
          entry("call_transfer", "The agent passed the call on to somebody else."),
          entry("transfer_bridged", "The call was passed on, and the two were put through."),
          entry(
              "transfer_cancelled",
              "A transfer was begun and called off; the agent ended the call."),
          entry("call_take_over", "A person took the call over from the agent."),
          entry("inactivity", "Nobody said anything for so long that the call was ended."),
          entry(
              "max_duration_reached", "The call reached its longest allowed length and was ended."),
          entry("voicemail_reached", "A voicemail box picked up, not a person."),
          entry("machine_detected", "An answering machine picked up, not a person."),
          entry("ivr_reached", "A phone menu picked up, not a person."),
          entry("manual_stopped", "Somebody stopped the call while it was going on."),
          entry("dial_no_answer", "It rang, and nobody picked up."),
          entry("dial_busy", "The line was busy."),
          entry("user_declined", "The person declined the call."),
          entry("invalid_destination", "The number cannot be reached: check that it exists."),
          entry("error_user_not_joined", "Nobody joined the web call in time."),
          entry("registered_call_timeout", "Nobody joined the call before its token ran out."),
          entry("dial_failed", "The phone network could not put the call through."),
          entry(
              "no_concurrency_fallback",
              "Retell had no free line and no other agent to fall back on."),
          entry("concurrency_limit_reached", "Retell's limit of calls at a time was reached."),
          entry(
              "telephony_provider_unavailable",
              "The phone company behind Retell could not be reached."),
          entry(
              "telephony_provider_permission_denied",
              "The phone company does not allow this call: check the permissions for this country."),
          entry(
              "no_valid_payment",
              "Retell has no valid payment method: add one in Retell's settings."),
          entry("sip_routing_error", "The phone network found no way to the number."),
          entry("marked_as_spam", "The phone network marked the call as spam."),
          entry("scam_detected", "Retell took the call for a scam and ended it."),
          entry(
              "error_llm_websocket_open",
              "Retell could not connect to the agent's own language model."),
          entry(
              "error_llm_websocket_lost_connection",
              "The connection to the agent's own language model was lost during the call."),
          entry(
              "error_llm_websocket_runtime",
              "The agent's own language model failed during the call."),
          entry(
              "error_llm_websocket_corrupt_payload",
              "The agent's own language model sent something that Retell could not read."),
          entry(
              "error_frontend_corrupted_payload",
              "The web page of the call sent something unreadable."),
          entry("error_no_audio_received", "No sound came from the other side."),
          entry("error_asr", "Retell's speech recognition failed."),
          entry("error_retell", "Something broke at Retell during the call."),
          entry("error_twilio", "Something broke at the phone company during the call."),
          entry(
              "error_inbound_webhook",
              "The webhook for inbound calls gave Retell no usable answer."),
          entry("error_unknown", "Something broke during the call, and Retell does not say what."));

  private static final Map<String, String> OURS =
      Map.of(
          "rejected", "Retell refused to place the call, so nobody's phone rang.",
          "expired", "The call was not placed before it expired, so nobody's phone rang.",
          "undeliverable",
              "The request could not be delivered to the dispatcher; nobody was called.",
          "abandoned",
              "It never became known whether Retell placed the call, so it was given up and"
                  + " not repeated.",
          "lost", "The call was placed, and Retell never said how it ended.");

  private WhatHappened() {}

  /**
   * The sentence of a call.
   *
   * @param reason Retell's; empty when it gave none
   * @param errorCode of an end of ours; empty for others
   */
  static String sentence(String status, String reason, String errorCode) {
    if (!reason.isEmpty()) {
      return REASONS.getOrDefault(
          reason, "The call ended for a reason that is new to us: " + reason + ".");
    }
    if (!errorCode.isEmpty()) {
      return OURS.getOrDefault(errorCode, "The call failed: " + errorCode + ".");
    }
    return switch (status) {
      case "initiated" -> "The call waits for its turn to be dialled.";
      case "ringing" -> "The phone is ringing.";
      case "in_progress" -> "The call is going on right now.";
      case "completed" -> "The call is over.";
      case "cancelled" -> "The call was cancelled before anybody's phone rang.";
      default -> "The call failed, and nobody said why.";
    };
  }

  /** Whether there is a sentence for this reason of Retell's. */
  static boolean knows(String reason) {
    return REASONS.containsKey(reason);
  }
}
