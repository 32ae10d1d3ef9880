package io.callstream.retell.ending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table as the documents state it, written a second time. */
class DisconnectionReasonsTest {

  private static final String DOCUMENTED =
      """
      user_hangup                          completed answered    never
      agent_hangup                         completed answered    never
      call_transfer                        completed transferred never
      voicemail_reached                    completed voicemail   later
      ivr_reached                          completed voicemail   never
      inactivity                           completed answered    never
      max_duration_reached                 completed answered    never
      concurrency_limit_reached            failed    failed      soon
      no_concurrency_fallback              failed    failed      never
      no_valid_payment                     failed    failed      stop_the_line
      scam_detected                        failed    failed      never
      dial_busy                            failed    busy        later
      dial_failed                          failed    failed      never
      dial_no_answer                       failed    no_answer   later
      invalid_destination                  failed    invalid     never
      telephony_provider_permission_denied failed    failed      stop_the_line
      telephony_provider_unavailable       failed    failed      soon
      sip_routing_error                    failed    failed      never
      marked_as_spam                       failed    failed      never
      user_declined                        failed    declined    never
      error_llm_websocket_open             failed    failed      never
      error_llm_websocket_lost_connection  failed    failed      never
      error_llm_websocket_runtime          failed    failed      never
      error_llm_websocket_corrupt_payload  failed    failed      never
      error_no_audio_received              failed    failed      never
      error_asr                            failed    failed      soon
      error_retell                         failed    failed      soon
      error_unknown                        failed    failed      soon
      error_user_not_joined                failed    not_joined  never
      registered_call_timeout              failed    not_joined  never
      transfer_bridged                     completed transferred never
      transfer_cancelled                   completed answered    never
      manual_stopped                       cancelled cancelled   never
      call_take_over                       completed answered    never
      """;

  private static final String OLD =
      """
      machine_detected                     completed voicemail   later
      error_twilio                         failed    failed      never
      error_frontend_corrupted_payload     failed    failed      never
      error_inbound_webhook                failed    failed      never
      """;

  static Stream<String> rows() {
    return (DOCUMENTED + OLD).lines();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyReasonMeansTheSameInEveryTerminalStatus(String row) {
    var cells = List.of(row.split(" +"));
    var reason = DisconnectionReasons.find(cells.get(0)).orElseThrow();

    assertThat(
            List.of(
                reason.name(),
                reason.status().wire(),
                reason.outcome().wire(),
                reason.retry().name().toLowerCase(java.util.Locale.ROOT)))
        .isEqualTo(cells);
    for (var status : List.of("ended", "not_connected", "error")) {
      assertThat(Ending.of(status, reason.name()))
          .isEqualTo(new Ending(true, reason.status(), reason.outcome(), true));
    }
  }

  @Test
  void thereAre34CurrentReasonsAnd4OldOnes() {
    assertThat(DisconnectionReasons.all()).filteredOn(DisconnectionReason::current).hasSize(34);
    assertThat(DisconnectionReasons.all()).hasSize(38);
    assertThat(DOCUMENTED.lines()).hasSize(34);
    assertThat(DisconnectionReasons.all().stream().map(DisconnectionReason::name))
        .containsExactlyInAnyOrderElementsOf(
            rows().map(row -> row.substring(0, row.indexOf(' '))).toList());
  }
}
