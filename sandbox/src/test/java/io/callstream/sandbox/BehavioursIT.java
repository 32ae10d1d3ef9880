package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.retell.RetellAccount;
import io.callstream.retell.dial.CreatePhoneCall;
import io.callstream.retell.dial.DialLimits;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.DialOutcome;
import io.callstream.retell.dial.Opened;
import io.callstream.retell.dial.WriteDeadline;
import io.callstream.retell.webhook.WebhookSignature.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Each pair of last digits, dialled with our own client, lived to its end. */
@Timeout(180)
class BehavioursIT {

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 | Accepted  | true  | 201  | started ended analyzed                            | ended         | user_hangup
          19 | Accepted  | true  | 201  | started ended analyzed                            | ended         | user_hangup
          20 | Accepted  | true  | 201  | ended analyzed                                    | not_connected | dial_no_answer
          21 | Accepted  | true  | 201  | ended analyzed                                    | not_connected | dial_busy
          22 | Accepted  | true  | 201  | ended analyzed                                    | not_connected | user_declined
          23 | Accepted  | true  | 201  | started ended analyzed                            | ended         | voicemail_reached
          24 | Accepted  | true  | 201  | ended analyzed                                    | not_connected | invalid_destination
          25 | Accepted  | true  | 201  | ended analyzed                                    | not_connected | dial_failed
          26 | Accepted  | true  | 201  | started ended analyzed                            | error         | error_llm_websocket_lost_connection
          27 | Accepted  | true  | 201  | started ended analyzed                            | ended         | user_hangup
          30 | Unknown   | true  | null | started ended analyzed                            | ended         | user_hangup
          31 | Unknown   | true  | null |                                                   | ended         | user_hangup
          40 | Throttled | false | 429  |                                                   |               |
          41 | Unknown   | false | 500  |                                                   |               |
          42 | Unknown   | true  | 500  | started ended analyzed                            | ended         | user_hangup
          43 | Rejected  | false | 422  |                                                   |               |
          50 | Accepted  | true  | 201  | started started ended ended analyzed analyzed     | ended         | user_hangup
          51 | Accepted  | true  | 201  | started ended analyzed                            | ended         | user_hangup
          52 | Accepted  | true  | 201  | analyzed ended started                            | ended         | user_hangup
          53 | Accepted  | true  | 201  |                                                   | ended         | user_hangup
          """)
  void everyNumberDoesWhatItsLastDigitsSay(
      String digits,
      String outcome,
      boolean rang,
      String answer,
      @org.jspecify.annotations.Nullable String events,
      @org.jspecify.annotations.Nullable String status,
      String reason)
      throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var to = "+131055501" + digits;

      assertThat(dial(retell, to).getClass().getSimpleName()).isEqualTo(outcome);
      assertThat(retell.ledger())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.propertyNames())
                .containsExactly(
                    "seq",
                    "received_at",
                    "call_id",
                    "to_number",
                    "from_number",
                    "metadata",
                    "rang",
                    "answer");
            assertThat(line.get("seq").intValue()).isEqualTo(1);
            assertThat(line.get("received_at").stringValue()).isEqualTo("2026-11-21T12:00:00.000Z");
            assertThat(line.get("to_number").stringValue()).isEqualTo(to);
            assertThat(line.get("from_number").stringValue()).isEqualTo("+12125550100");
            assertThat(line.get("metadata").toString())
                .isEqualTo("{\"callstream_dial_id\":\"d-1\"}");
            assertThat(line.get("rang").booleanValue()).isEqualTo(rang);
            assertThat(line.get("call_id").isNull()).isEqualTo(!rang);
            assertThat(line.get("answer").toString()).isEqualTo(answer);
          });

      retell.pass(130);

      assertThat(retell.receiver().events())
          .isEqualTo(
              events == null
                  ? java.util.List.of()
                  : Arrays.stream(events.split(" ", -1)).map(event -> "call_" + event).toList());
      assertThat(retell.receiver().arrived())
          .allSatisfy(one -> {
            assertThat(one.verdict()).isEqualTo(Verdict.VALID);
            assertThat(one.webhook().call().callId()).isEqualTo("call_1");
            assertThat(one.webhook().call().undocumented()).isEmpty();
            assertThat(one.webhook().call().metadata())
                .hasToString("{\"callstream_dial_id\":\"d-1\"}");
          });
      if (status == null) {
        assertThat(retell.get("/v2/get-call/call_1").statusCode()).isEqualTo(422);
      } else {
        assertThat(retell.call("call_1").get("call_status").stringValue()).isEqualTo(status);
        assertThat(retell.call("call_1").get("disconnection_reason").stringValue())
            .isEqualTo(reason);
      }
    }
  }

  @Test
  void aThrottledNumberIsAcceptedFromTheSecondCreateOn() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      assertThat(dial(retell, "+13105550140")).isInstanceOf(DialOutcome.Throttled.class);
      assertThat(dial(retell, "+13105550240")).isInstanceOf(DialOutcome.Throttled.class);
      assertThat(dial(retell, "+13105550140")).isInstanceOf(DialOutcome.Accepted.class);
      assertThat(dial(retell, "+13105550140")).isInstanceOf(DialOutcome.Accepted.class);
      assertThat(retell.ledger())
          .extracting(line -> line.get("rang").booleanValue())
          .containsExactly(false, false, true, true);
    }
  }

  @Test
  void lateWebhooksAreAMinuteLate() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      dial(retell, "+13105550151");

      retell.pass(4 + 59);
      assertThat(retell.receiver().events()).isEmpty();
      retell.pass(1);
      assertThat(retell.receiver().events()).containsExactly("call_started");
      assertThat(retell.receiver().arrived().getFirst().webhook().call().callStatus())
          .isEqualTo("ongoing");
    }
  }

  @Test
  void theSpeedDividesRingTalkAnalysisAndLateness() throws Exception {
    var fast = new Pretended.Options(100, Duration.ofSeconds(60), null);
    try (var retell = Pretended.retell(folder, fast)) {
      dial(retell, "+13105550100");
      dial(retell, "+13105550151");

      retell.advance(Duration.ofMillis(39));
      assertThat(retell.call("call_1").get("call_status").stringValue()).isEqualTo("registered");
      retell.advance(Duration.ofMillis(1));
      assertThat(retell.call("call_1").get("call_status").stringValue()).isEqualTo("ongoing");
      retell.advance(Duration.ofMillis(200));
      assertThat(retell.call("call_1").get("call_status").stringValue()).isEqualTo("ended");
      assertThat(retell.call("call_1").has("call_analysis")).isFalse();
      retell.advance(Duration.ofMillis(30));
      assertThat(retell.call("call_1").has("call_analysis")).isTrue();
      retell.quiet();
      assertThat(retell.receiver().events()).hasSize(3);
      retell.advance(Duration.ofMillis(600));
      retell.quiet();
      assertThat(retell.receiver().events()).hasSize(6);
    }
  }

  @Test
  void webhooksCarryWhatTheSamplesCarry() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.post(
          "/v2/create-phone-call",
          """
          {"from_number":"+12125550100","to_number":"+13105550100","override_agent_id":"agent_7",
           "retell_llm_dynamic_variables":{"customer_name":"Zoë"}}
          """);
      retell.pass(30);

      var started = retell.receiver().arrived().get(0).webhook().call();
      assertThat(started.callStatus()).isEqualTo("ongoing");
      assertThat(started.startedAt()).isNotNull();
      assertThat(started.endedAt()).isNull();
      assertThat(started.transcript()).isNull();
      assertThat(started.agentId()).isEqualTo("agent_7");
      assertThat(started.metadata()).isNull();
      assertThat(started.variables()).hasToString("{\"customer_name\":\"Zoë\"}");
      var ended = retell.receiver().arrived().get(1).webhook().call();
      assertThat(ended.callStatus()).isEqualTo("ended");
      assertThat(ended.durationMs()).isEqualTo(20_000);
      assertThat(ended.transcript()).startsWith("Agent: Hello Zoë,").endsWith("Goodbye.\n");
      assertThat(ended.transcriptObject()).hasSize(5);
      assertThat(ended.cost()).isNotNull();
      assertThat(ended.latency()).isNotNull();
      assertThat(ended.recordingUrl()).isNotNull();
      assertThat(ended.analysis()).isNull();
      var analysed = retell.receiver().arrived().get(2).webhook().call();
      assertThat(analysed.analysis()).isNotNull();
      assertThat(analysed.transcript()).isEqualTo(ended.transcript());
    }
  }

  private static DialOutcome dial(Pretended retell, String to) {
    var account = new RetellAccount(retell.address(), Pretended.KEY);
    var limits = DialLimits.answeredWithin(Duration.ofSeconds(60));
    var metadata = JsonNodeFactory.instance.objectNode().put("callstream_dial_id", "d-1");
    var call = new CreatePhoneCall("+12125550100", to, null, null, metadata);
    var deadline =
        WriteDeadline.within(Duration.ofSeconds(60), InstantSource.system(), System::nanoTime);
    try (var line = new DialLine(account, limits, InstantSource.system())) {
      return switch (line.open()) {
        case Opened.Ready ready -> ready.connection().send(call, deadline);
        case Opened.Unreachable unreachable -> throw new AssertionError(unreachable.cause());
      };
    }
  }
}
