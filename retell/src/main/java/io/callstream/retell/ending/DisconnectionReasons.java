package io.callstream.retell.ending;

import static io.callstream.contracts.CallStatus.CANCELLED;
import static io.callstream.contracts.CallStatus.COMPLETED;
import static io.callstream.contracts.Outcome.ANSWERED;
import static io.callstream.contracts.Outcome.BUSY;
import static io.callstream.contracts.Outcome.DECLINED;
import static io.callstream.contracts.Outcome.INVALID;
import static io.callstream.contracts.Outcome.NOT_JOINED;
import static io.callstream.contracts.Outcome.NO_ANSWER;
import static io.callstream.contracts.Outcome.TRANSFERRED;
import static io.callstream.contracts.Outcome.VOICEMAIL;
import static io.callstream.retell.ending.RetryClass.LATER;
import static io.callstream.retell.ending.RetryClass.NEVER;
import static io.callstream.retell.ending.RetryClass.SOON;
import static io.callstream.retell.ending.RetryClass.STOP_THE_LINE;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one table of Retell's disconnection reasons: statuses as in the seed and Retell facts 7.3,
 * outcomes as in CONTRACT.md, retry classes as in 7.4, where a reason not named there is never
 * retried.
 */
public final class DisconnectionReasons {

  /** Changes whenever a row does. */
  public static final String VERSION = "2026-11-21";

  private static final List<DisconnectionReason> TABLE =
      List.of(
          now("user_hangup", COMPLETED, ANSWERED, NEVER),
          now("agent_hangup", COMPLETED, ANSWERED, NEVER),
          now("call_transfer", COMPLETED, TRANSFERRED, NEVER),
          now("transfer_bridged", COMPLETED, TRANSFERRED, NEVER),
          now("transfer_cancelled", COMPLETED, ANSWERED, NEVER),
          now("call_take_over", COMPLETED, ANSWERED, NEVER),
          now("inactivity", COMPLETED, ANSWERED, NEVER),
          now("max_duration_reached", COMPLETED, ANSWERED, NEVER),
          now("voicemail_reached", COMPLETED, VOICEMAIL, LATER),
          now("ivr_reached", COMPLETED, VOICEMAIL, NEVER),
          now("manual_stopped", CANCELLED, Outcome.CANCELLED, NEVER),
          failed("dial_no_answer", NO_ANSWER, LATER),
          failed("dial_busy", BUSY, LATER),
          failed("user_declined", DECLINED, NEVER),
          failed("invalid_destination", INVALID, NEVER),
          failed("error_user_not_joined", NOT_JOINED, NEVER),
          failed("registered_call_timeout", NOT_JOINED, NEVER),
          failed("dial_failed", Outcome.FAILED, NEVER),
          failed("no_concurrency_fallback", Outcome.FAILED, NEVER),
          failed("concurrency_limit_reached", Outcome.FAILED, SOON),
          failed("telephony_provider_unavailable", Outcome.FAILED, SOON),
          failed("telephony_provider_permission_denied", Outcome.FAILED, STOP_THE_LINE),
          failed("no_valid_payment", Outcome.FAILED, STOP_THE_LINE),
          failed("sip_routing_error", Outcome.FAILED, NEVER),
          failed("marked_as_spam", Outcome.FAILED, NEVER),
          failed("scam_detected", Outcome.FAILED, NEVER),
          failed("error_llm_websocket_open", Outcome.FAILED, NEVER),
          failed("error_llm_websocket_lost_connection", Outcome.FAILED, NEVER),
          failed("error_llm_websocket_runtime", Outcome.FAILED, NEVER),
          failed("error_llm_websocket_corrupt_payload", Outcome.FAILED, NEVER),
          failed("error_no_audio_received", Outcome.FAILED, NEVER),
          failed("error_asr", Outcome.FAILED, SOON),
          failed("error_retell", Outcome.FAILED, SOON),
          failed("error_unknown", Outcome.FAILED, SOON),
          old("machine_detected", COMPLETED, VOICEMAIL, LATER),
          old("error_twilio", CallStatus.FAILED, Outcome.FAILED, NEVER),
          old("error_frontend_corrupted_payload", CallStatus.FAILED, Outcome.FAILED, NEVER),
          old("error_inbound_webhook", CallStatus.FAILED, Outcome.FAILED, NEVER));

  private static final Map<String, DisconnectionReason> BY_NAME =
      TABLE.stream().collect(Collectors.toMap(DisconnectionReason::name, Function.identity()));

  private DisconnectionReasons() {}

  /** Every row: the current reasons, then the old ones. */
  public static List<DisconnectionReason> all() {
    return TABLE;
  }

  /** The row of a reason; empty for one that is new to us. */
  public static Optional<DisconnectionReason> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static DisconnectionReason now(
      String name, CallStatus status, Outcome outcome, RetryClass retry) {
    return new DisconnectionReason(name, status, outcome, retry, true);
  }

  private static DisconnectionReason failed(String name, Outcome outcome, RetryClass retry) {
    return now(name, CallStatus.FAILED, outcome, retry);
  }

  private static DisconnectionReason old(
      String name, CallStatus status, Outcome outcome, RetryClass retry) {
    return new DisconnectionReason(name, status, outcome, retry, false);
  }
}
