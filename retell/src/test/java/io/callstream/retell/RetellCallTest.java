package io.callstream.retell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.retell.webhook.WebhookEvent;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetellCallTest {

  @Test
  void readsWhatTheAnalysedSampleSays() {
    var call = sample("webhooks/03-call_analyzed.user_hangup.json");

    assertThat(call.callId()).isEqualTo("call_4d0a91c7e2b85f36a1d4c09be72");
    assertThat(call.callType()).isEqualTo("phone_call");
    assertThat(call.callStatus()).isEqualTo("ended");
    assertThat(call.disconnectionReason()).isEqualTo("user_hangup");
    assertThat(call.agentId()).isEqualTo("agent_7c1e5d93b0f24a6e8d1b3f5a92");
    assertThat(call.direction()).isEqualTo("outbound");
    assertThat(call.fromNumber()).isEqualTo("+12125550117");
    assertThat(call.toNumber()).isEqualTo("+13105550164");
    assertThat(call.startedAt()).isEqualTo(Instant.ofEpochMilli(1795230006120L));
    assertThat(call.endedAt()).isEqualTo(Instant.ofEpochMilli(1795230047380L));
    assertThat(call.durationMs()).isEqualTo(41260L);
    assertThat(requireNonNull(call.variables()).get("customer_name").stringValue())
        .isEqualTo("Amina Duarte");
    assertThat(requireNonNull(call.metadata()).get("attempt").intValue()).isEqualTo(1);
    assertThat(call.transcript()).startsWith("Agent: Hello Amina");
    assertThat(call.transcriptObject()).hasSize(5);
    assertThat(call.transcriptWithToolCalls()).hasSize(7);
    assertThat(requireNonNull(call.analysis()).get("call_successful").booleanValue()).isTrue();
    assertThat(requireNonNull(call.cost()).get("combined_cost").decimalValue())
        .isEqualByComparingTo("8.05");
    assertThat(requireNonNull(call.latency()).get("e2e").get("p50").intValue()).isEqualTo(910);
    assertThat(call.recordingUrl()).endsWith("/recording.wav");
    assertThat(call.publicLogUrl()).endsWith("/public_log.txt");
  }

  @Test
  void whatIsMissingOrOfAnotherTypeReadsAsMissingAndIsKept() {
    var call =
        call(
            "{'call_id':'c','call_status':7,'start_timestamp':'soon','end_timestamp':-1,"
                + "'duration_ms':-5,'metadata':[],'transcript':null,'latency':'fast'}");

    assertThat(call.callStatus()).isNull();
    assertThat(call.startedAt()).isNull();
    assertThat(call.endedAt()).isNull();
    assertThat(call.durationMs()).isNull();
    assertThat(call.metadata()).isNull();
    assertThat(call.transcript()).isNull();
    assertThat(call.latency()).isNull();
    assertThat(call.json().get("start_timestamp").stringValue()).isEqualTo("soon");
  }

  @Test
  void wholeNumbersMayBeWrittenWithAFraction() {
    assertThat(call("{'call_id':'c','duration_ms':41250.0}").durationMs()).isEqualTo(41250L);
    assertThat(call("{'call_id':'c','duration_ms':4.125e4}").durationMs()).isEqualTo(41250L);
    assertThat(call("{'call_id':'c','duration_ms':0}").durationMs()).isZero();
    assertThat(call("{'call_id':'c','duration_ms':0.5}").durationMs()).isNull();
    assertThat(call("{'call_id':'c','duration_ms':1e300}").durationMs()).isNull();
    assertThat(call("{'call_id':'c','end_timestamp':99999999999999999}").endedAt()).isNull();
  }

  @Test
  void oldNamesAreMovedToTodays() {
    var call =
        call(
            "{'call_id':'c','e2e_latency':{'p50':1},'llm_latency':{'p50':2},"
                + "'llm_websocket_network_rtt_latency':{'p50':3},"
                + "'opt_out_sensitive_data_storage':true}");

    assertThat(call.latency())
        .hasToString(
            "{\"e2e\":{\"p50\":1},\"llm\":{\"p50\":2},\"llm_websocket_network_rtt\":{\"p50\":3}}");
    assertThat(call.text("data_storage_setting")).isEqualTo("basic_attributes_only");
    assertThat(call.undocumented()).isEmpty();
  }

  @Test
  void anOldNameNeverReplacesTodays() {
    var call =
        call(
            "{'call_id':'c','latency':{'e2e':{'p50':9}},'e2e_latency':{'p50':1},"
                + "'data_storage_setting':'everything','opt_out_sensitive_data_storage':true}");

    assertThat(call.latency()).hasToString("{\"e2e\":{\"p50\":9}}");
    assertThat(call.text("data_storage_setting")).isEqualTo("everything");
    assertThat(call.undocumented().propertyNames())
        .containsExactlyInAnyOrder("e2e_latency", "opt_out_sensitive_data_storage");
  }

  @Test
  void theAccessTokenIsOutOfWhatIsKeptAndShown() {
    var call = call("{'call_id':'c','access_token':'secret-token'}");

    assertThat(call.accessToken()).isEqualTo("secret-token");
    assertThat(call.json().has("access_token")).isFalse();
    assertThat(call).hasToString("RetellCall[c]");
  }

  @Test
  void onlyMetadataOfOurInstallationTellsWhoseCallItIs() {
    var ours =
        "{'call_id':'c','metadata':{'callstream_installation':'%s','callstream_call_id':'%s',"
            + "'callstream_dial_id':'6ba7b810-9dad-11d1-80b4-00c04fd430c8'}}";
    var id = "f47ac10b-58cc-4372-a567-0e02b2c3d479";

    assertThat(CallOrigin.of(call(ours.formatted("here", id)), "here"))
        .contains(
            new CallOrigin(
                UUID.fromString(id),
                UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
                null));
    assertThat(CallOrigin.of(call(ours.formatted("there", id)), "here")).isEmpty();
    assertThat(CallOrigin.of(call(ours.formatted("here", "1-1-1-1-1")), "here")).isEmpty();
    assertThat(CallOrigin.of(call("{'call_id':'c'}"), "here")).isEmpty();
  }

  @Test
  void theKeyOfAnAccountIsNeverShown() {
    var account = new RetellAccount(java.net.URI.create("http://127.0.0.1:1"), "secret-key");

    assertThat(account.toString()).doesNotContain("secret");
  }

  private static RetellCall sample(String file) {
    return ((WebhookEvent.OfCall) WebhookEvent.parse(Samples.bytes(file))).call();
  }

  private static RetellCall call(String json) {
    try {
      return RetellCall.of(StrictJson.object(json.replace('\'', '"').getBytes(UTF_8)))
          .orElseThrow();
    } catch (StrictJson.Unreadable e) {
      throw new IllegalArgumentException(e);
    }
  }
}
