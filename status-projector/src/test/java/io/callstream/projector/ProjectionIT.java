package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.MetadataKeys;
import io.callstream.contracts.NameBasedIds;
import io.callstream.projector.intake.UnreadableRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The projection on a real database: what records make of a call's row, timeline and events. */
class ProjectionIT {

  private static Rig rig;

  private final UUID callId = UUID.randomUUID();
  private final String retellId = "call_" + callId;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws Exception {
    rig.close();
  }

  @Test
  void aCallOfOursIsFoldedFromRequestToAnalysis() {
    rig.batch(Records.request(Records.placeCall(callId)));
    assertThat(status()).isEqualTo("initiated");

    rig.batch(Records.dispatch(Records.placed(callId, retellId)));
    rig.batch(Records.webhook("call_started", started()));
    assertThat(status()).isEqualTo("in_progress");

    rig.batch(Records.webhook("call_ended", ended()));
    var analysed = ended();
    analysed.putObject("call_analysis").put("call_summary", "Well");
    rig.batch(Records.webhook("call_analyzed", analysed));

    var row = rig.row(callId);
    assertThat(status()).isEqualTo("completed");
    assertThat(row.path("outcome").stringValue()).isEqualTo("answered");
    assertThat(row.path("version").intValue()).isEqualTo(5);
    assertThat(row.path("retell_call_id").stringValue()).isEqualTo(retellId);
    assertThat(row.path("duration_ms").longValue()).isEqualTo(40_000);
    assertThat(row.at("/call_analysis/call_summary").stringValue()).isEqualTo("Well");
    assertThat(row.path("metadata").toString()).isEqualTo("{\"order\":12}");
    assertThat(rig.facts(callId))
        .extracting(fact -> fact.path("fact").stringValue())
        .containsExactly("requested", "placed", "started", "ended", "analysed");
  }

  @Test
  void aWebCallIsThereAtOnceUnderBothIdsAndEndsUnjoined() {
    var made =
        new WebCallMade(
            callId,
            callId,
            UUID.randomUUID(),
            retellId,
            "agent_1",
            Map.of(),
            JsonNodeFactory.instance.objectNode().put("order", 12),
            T0.plusSeconds(30),
            "admin",
            T0);
    rig.batch(Records.request(made));
    assertThat(status()).isEqualTo("initiated");
    assertThat(rig.row(callId).path("call_type").stringValue()).isEqualTo("web_call");
    assertThat(rig.row(callId).path("retell_call_id").stringValue()).isEqualTo(retellId);

    rig.batch(
        Records.webhook(
            "call_ended",
            over(ours(callId, retellId, "error"), "error_user_not_joined", null, T0)));

    assertThat(status()).isEqualTo("failed");
    assertThat(rig.row(callId).path("outcome").stringValue()).isEqualTo("not_joined");
    assertThat(rig.row(callId).path("error_message").stringValue()).contains("30 seconds");
    rig.batch(Records.request(made));
    assertThat(rig.facts(callId))
        .extracting(fact -> fact.path("fact").stringValue())
        .containsExactly("requested", "ended");
  }

  @Test
  void aFurtherAttemptIsARowOfItsOwnUnderTheSameRequest() {
    var first = Records.placeCall(callId);
    var next = NameBasedIds.callId(callId, 2);
    rig.batch(Records.request(first));
    rig.batch(
        Records.dispatch(
            new DispatchSignal.RetryScheduled(
                new PlaceCall(
                    callId,
                    next,
                    2,
                    null,
                    first.toNumber(),
                    first.fromNumber(),
                    first.agentId(),
                    first.variables(),
                    first.metadata(),
                    T0.plusSeconds(60),
                    first.expiresAt(),
                    first.createdBy(),
                    first.requestedAt()),
                T0.plusSeconds(50))));

    assertThat(rig.row(next).path("request_id").stringValue()).isEqualTo(callId.toString());
    assertThat(rig.row(next).path("attempt").intValue()).isEqualTo(2);
    assertThat(rig.row(next).path("status").stringValue()).isEqualTo("initiated");
    assertThat(rig.row(callId).path("attempt").intValue()).isEqualTo(1);
  }

  @Test
  void everyRecordOfACallInOneBatchIsFoldedInOneGo() {
    rig.batch(
        List.of(
            Records.webhook("call_ended", ended()),
            Records.request(Records.placeCall(callId)),
            Records.webhook("call_started", started())));

    assertThat(status()).isEqualTo("completed");
    assertThat(rig.events(callId))
        .extracting(event -> event.at("/value/version").intValue())
        .containsExactly(1, 2, 3);
  }

  /** PostgreSQL gives such numbers back with all their digits. */
  @Test
  void aRowWithNumbersOfHundredsOfDigitsIsReadAgain() {
    var request = Records.placeCall(callId);
    request
        .metadata()
        .put("great", new BigDecimal("1.7976931348623157e308"))
        .put("small", new BigDecimal("5e-324"));
    rig.batch(Records.request(request));
    rig.batch(Records.webhook("call_started", started()));
    rig.batch(Records.webhook("call_ended", ended()));

    assertThat(status()).isEqualTo("completed");
    assertThat(rig.row(callId).at("/metadata/great").decimalValue())
        .isEqualByComparingTo("1.7976931348623157e308");
  }

  @Test
  void webhookBeforeItsRequestMakesTheRowAndTheRequestFillsIt() {
    rig.batch(Records.webhook("call_ended", ended()));
    assertThat(rig.row(callId).path("attempt").isNull()).isTrue();
    assertThat(rig.row(callId).path("metadata").toString())
        .as("without the keys that the dispatcher added")
        .isEqualTo("{\"order\":12}");
    assertThat(rig.row(callId).path("raw_extra").has("metadata")).isFalse();
    assertThat(rig.row(callId).path("requested_at").stringValue())
        .startsWith("2026-11-21T09:00:10");

    rig.batch(Records.request(Records.placeCall(callId)));

    var row = rig.row(callId);
    assertThat(status()).isEqualTo("completed");
    assertThat(row.path("attempt").intValue()).isEqualTo(1);
    assertThat(row.path("requested_at").stringValue()).startsWith("2026-11-21T09:00:00");
    assertThat(row.path("created_by").stringValue()).isEqualTo("admin");
  }

  @Test
  void repeatBringsNoFactNoEventAndNoVersion() {
    var records =
        List.of(
            Records.request(Records.placeCall(callId)),
            Records.webhook("call_started", started()),
            Records.webhook("call_ended", ended()));
    rig.batch(records);
    var once = rig.row(callId);

    rig.batch(records);
    records.forEach(rig::batch);

    assertThat(rig.row(callId)).isEqualTo(once);
    assertThat(rig.facts(callId)).hasSize(3);
    assertThat(rig.events(callId)).hasSize(3);
  }

  @Test
  void timelineTellsThingsInTheOrderInWhichTheyCameToBe() {
    rig.batch(Records.webhook("call_ended", ended()));
    rig.batch(Records.dispatch(Records.placed(callId, retellId)));
    rig.batch(Records.webhook("call_started", started()));
    rig.batch(Records.request(Records.placeCall(callId)));

    var timeline =
        rig.look(
            "select to_jsonb(t) from calls.api_timeline t where call_id = ? order by seq", callId);

    assertThat(timeline)
        .extracting(entry -> entry.path("fact").stringValue())
        .containsExactly("requested", "placed", "started", "ended");
    assertThat(timeline)
        .extracting(entry -> entry.path("seq").intValue())
        .containsExactly(1, 2, 3, 4);
    assertThat(timeline.getFirst().path("text").stringValue())
        .isEqualTo("The request was accepted");
    assertThat(timeline.getFirst().at("/data/due_at").stringValue())
        .as("a whole second has its milliseconds")
        .isEqualTo("2026-11-21T09:00:00.000Z");
  }

  @Test
  void eventIsACloudEventWithTheRowAsItIsThen() {
    rig.batch(Records.request(Records.placeCall(callId)));

    var event = rig.events(callId).getFirst();
    var id = event.path("message_id").stringValue();
    assertThat(event.path("topic").stringValue()).isEqualTo("call-events");
    var headers = event.path("headers");
    assertThat(headers.path("ce_specversion").stringValue()).isEqualTo("1.0");
    assertThat(headers.path("ce_id").stringValue()).isEqualTo(id);
    assertThat(headers.path("ce_type").stringValue()).isEqualTo("call.requested");
    assertThat(headers.path("ce_source").stringValue()).isEqualTo("/callstream/clinic-1");
    assertThat(headers.path("ce_subject").stringValue()).isEqualTo(callId.toString());
    assertThat(headers.path("ce_time").stringValue()).isEqualTo("2026-11-21T09:00:00.000Z");
    assertThat(headers.path("ce_version").stringValue()).isEqualTo("1");
    assertThat(headers.path("content-type").stringValue()).isEqualTo("application/json");
    var call = event.at("/value/call");
    assertThat(call.path("status").stringValue()).isEqualTo("initiated");
    assertThat(call.path("requested_at").stringValue()).isEqualTo("2026-11-21T09:00:00.000Z");
    assertThat(call.path("outcome").isNull()).isTrue();
    assertThat(call.has("updated_at")).isFalse();
    assertThat(call.has("raw_extra")).isFalse();
    assertThat(call.has("stamps")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void assumedEndYieldsToRetellsWholeWord(ErrorCode code) {
    rig.batch(Records.request(Records.placeCall(callId)));
    rig.batch(Records.dispatch(Records.assumed(callId, code, T0.plusSeconds(7_200))));
    var assumed = rig.row(callId);
    assertThat(status()).isEqualTo("failed");
    assertThat(assumed.path("error_code").stringValue()).isEqualTo(code.wire());
    assertThat(assumed.path("error_message").stringValue()).isEqualTo("as it is");
    assertThat(assumed.path("ended_at").stringValue()).startsWith("2026-11-21T11:00:00");

    rig.batch(Records.webhook("call_ended", ended()));

    var row = rig.row(callId);
    assertThat(status()).isEqualTo("completed");
    assertThat(row.path("outcome").stringValue()).isEqualTo("answered");
    assertThat(row.path("error_code").isNull()).isTrue();
    assertThat(row.path("error_message").isNull()).isTrue();
    assertThat(row.path("ended_at").stringValue()).startsWith("2026-11-21T09:00:50");
    assertThat(rig.events(callId))
        .as("a superseded assumed end is still published (MECHANISMS.md G2)")
        .extracting(event -> event.at("/headers/ce_type").stringValue())
        .containsExactly("call.requested", "call.failed", "call.ended");
  }

  @Test
  void endAndTimeOfAnAssumedEndGoWhenTheCallTurnsOutToBeLive() {
    rig.batch(Records.dispatch(Records.assumed(callId, ErrorCode.ABANDONED, T0.plusSeconds(900))));
    rig.batch(Records.webhook("call_started", started()));

    var row = rig.row(callId);
    assertThat(status()).isEqualTo("in_progress");
    assertThat(row.path("outcome").isNull()).isTrue();
    assertThat(row.path("ended_at").isNull()).isTrue();
  }

  @Test
  void askedEndBringsEndAndAnalysis() {
    var asked = ended();
    asked.putObject("call_analysis").put("call_summary", "Well");
    rig.batch(Records.dispatch(Records.asked(callId, asked, T0.plusSeconds(500))));

    assertThat(status()).isEqualTo("completed");
    assertThat(rig.events(callId))
        .extracting(event -> event.at("/headers/ce_type").stringValue())
        .containsExactly("call.ended", "call.analyzed");
    assertThat(rig.facts(callId).getFirst().path("source").stringValue()).isEqualTo("asked");
  }

  @Test
  void thinnerBodyNeverBlanksWhatIsKnown() {
    var full = ended().put("transcript", "Hello.").put("recording_url", "https://r.test/1.wav");
    full.putArray("transcript_object").addObject().put("role", "agent");
    rig.batch(Records.webhook("call_ended", full));
    var thin = ended().putNull("transcript").put("recording_url", "");
    thin.putArray("transcript_object");
    thin.remove("duration_ms");

    rig.batch(Records.webhook("call_analyzed", thin));

    var row = rig.row(callId);
    assertThat(row.path("transcript").stringValue()).isEqualTo("Hello.");
    assertThat(row.path("recording_url").stringValue()).isEqualTo("https://r.test/1.wav");
    assertThat(row.path("transcript_object").size()).isEqualTo(1);
    assertThat(row.path("duration_ms").longValue()).isEqualTo(40_000);
  }

  @Test
  void callOfAnotherInstallationIsForeign() {
    var call = ended();
    ((ObjectNode) call.path("metadata")).put(MetadataKeys.INSTALLATION, "clinic-2");

    rig.batch(Records.webhook("call_ended", call));

    var row = rig.row(NameBasedIds.foreignCallId(retellId));
    assertThat(row.path("request_id").isNull()).isTrue();
    assertThat(row.path("status").stringValue()).isEqualTo("completed");
    assertThat(row.at("/metadata/callstream_installation").stringValue()).isEqualTo("clinic-2");
    assertThat(rig.facts(callId)).isEmpty();
  }

  @Test
  void webhookWithoutOurMetadataIsFoundByItsRetellId() {
    rig.batch(Records.dispatch(Records.placed(callId, retellId)));
    var bare = ended();
    bare.remove("metadata");

    rig.batch(Records.webhook("call_ended", bare));

    assertThat(status()).isEqualTo("completed");
  }

  @Test
  void secondRetellIdOfACallGetsARowOfItsOwn() {
    rig.batch(Records.request(Records.placeCall(callId)));
    rig.batch(Records.dispatch(Records.placed(callId, retellId)));

    rig.batch(
        Records.webhook(
            "call_ended", over(ours(callId, "second_" + callId, "ended"), "user_hangup", T0, T0)));
    rig.batch(Records.dispatch(Records.placed(callId, "second_" + callId)));

    assertThat(status()).isEqualTo("initiated");
    assertThat(rig.row(callId).path("retell_call_id").stringValue()).isEqualTo(retellId);
    var second = rig.row(NameBasedIds.foreignCallId("second_" + callId));
    assertThat(second.path("request_id").stringValue()).isEqualTo(callId.toString());
    assertThat(second.path("status").stringValue()).isEqualTo("completed");
    assertThat(second.path("version").intValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "01-call_started.phone, call_4d0a91c7e2b85f36a1d4c09be72, in_progress, -",
    "02-call_ended.user_hangup, call_4d0a91c7e2b85f36a1d4c09be72, completed, answered",
    "03-call_analyzed.user_hangup, call_4d0a91c7e2b85f36a1d4c09be72, completed, answered",
    "04-call_ended.dial_no_answer, call_b7e20f5c48d19a36e0c2f81d54a, failed, no_answer",
    "05-call_ended.voicemail_reached, call_19f8c3ad6e70b452d81a9c04f3e, completed, voicemail",
    "06-call_ended.concurrency_limit_reached, call_e5a4d10b92c7f6380da15b9e7c8, failed, failed",
    "07-call_ended.web_user_not_joined, call_82c6f0e9a4b1d35708c4e2f9b06, failed, not_joined",
    "08-call_ended.manual_stopped, call_0b93e7d25f4a81c6d09e3a7b5f1, cancelled, cancelled",
    "09-transfer_bridged, call_4d0a91c7e2b85f36a1d4c09be72, in_progress, -",
  })
  void sampleBecomesARow(String sample, String id, String status, String outcome) {
    rig.clear();
    rig.batch(Records.webhook(Records.sample(sample)));

    var row = rig.row(NameBasedIds.foreignCallId(id));
    assertThat(row.path("retell_call_id").stringValue()).isEqualTo(id);
    assertThat(row.path("status").stringValue()).isEqualTo(status);
    assertThat(row.path("outcome").asString("-")).isEqualTo(outcome);
    assertThat(row.at("/raw_extra/agent_name").stringValue())
        .isEqualTo("Northwind clinic reminder");
    assertThat(row.path("agent_id").stringValue()).startsWith("agent_");
  }

  @Test
  void memberThatOnlyOneBodyHasStaysBesideThoseOfTheOthers() {
    rig.clear();
    rig.batch(Records.webhook(Records.sample("09-transfer_bridged")));
    rig.batch(Records.webhook(Records.sample("03-call_analyzed.user_hangup")));

    var extra =
        rig.row(NameBasedIds.foreignCallId("call_4d0a91c7e2b85f36a1d4c09be72")).path("raw_extra");
    assertThat(extra.path("transfer_destination").stringValue()).isEqualTo("+12125550190");
    assertThat(extra.path("llm_token_usage").isObject()).isTrue();
  }

  @Test
  void growingTranscriptIsNoFactAndMakesNoRow() {
    rig.clear();

    rig.batch(Records.webhook(Records.sample("10-transcript_updated")));

    assertThat(rig.count("calls.retell_calls")).isZero();
    assertThat(rig.count("calls.facts")).isZero();
    assertThat(rig.counted("callstream.projector.no.news", "reason", "transcript")).isPositive();
  }

  @Test
  void nulInAStringIsReplacedAndStopsNothing() {
    var call = ended().put("transcript", "cut\0here");
    call.putObject("call_analysis").put("a\0b", "c\0d");

    rig.batch(Records.webhook("call_analyzed", call));

    var row = rig.row(callId);
    assertThat(row.path("transcript").stringValue()).isEqualTo("cut\uFFFDhere");
    assertThat(row.path("call_analysis").toString()).isEqualTo("{\"a\uFFFDb\":\"c\uFFFDd\"}");
  }

  @Test
  void valueThatDoesNotFitItsColumnStaysRaw() {
    var call =
        ended()
            .put("duration_ms", new BigInteger("99999999999999999999"))
            .put("start_timestamp", 99_999_999_999_999_999L)
            .put("agent_id", "a".repeat(2_000))
            .put("transcript", 7);

    rig.batch(Records.webhook("call_ended", call));

    var row = rig.row(callId);
    for (var column : List.of("duration_ms", "started_at", "agent_id", "transcript")) {
      assertThat(row.path(column).isNull()).as(column).isTrue();
    }
    assertThat(row.at("/raw_extra/duration_ms").asString()).isEqualTo("99999999999999999999");
    assertThat(row.at("/raw_extra/agent_id").stringValue()).hasSize(2_000);
    assertThat(row.at("/raw_extra/transcript").intValue()).isEqualTo(7);
  }

  @Test
  void accessTokenIsNowhere() {
    var call = started().put("access_token", "secret-token");

    rig.batch(Records.webhook("call_started", call));

    assertThat(rig.row(callId).toString()).doesNotContain("secret-token");
    assertThat(rig.facts(callId).toString()).doesNotContain("secret-token");
    assertThat(rig.events(callId).toString()).doesNotContain("secret-token");
  }

  @Test
  void oldFieldNamesAreMapped() {
    var call = ended().put("opt_out_sensitive_data_storage", true);
    call.putObject("e2e_latency").put("p50", 900);

    rig.batch(Records.webhook("call_ended", call));

    var row = rig.row(callId);
    assertThat(row.at("/latency/e2e/p50").intValue()).isEqualTo(900);
    assertThat(row.at("/raw_extra/data_storage_setting").stringValue())
        .isEqualTo("basic_attributes_only");
  }

  @Test
  void unknownEventIsKeptInTheTimelineAndChangesNoStatus() {
    rig.batch(Records.webhook("call_started", started()));

    rig.batch(Records.webhook("call_of_tomorrow", ended()));

    assertThat(status()).isEqualTo("in_progress");
    var fact = rig.facts(callId).getLast();
    assertThat(fact.path("fact").stringValue()).isEqualTo("unrecognised");
    assertThat(fact.at("/data/event").stringValue()).isEqualTo("call_of_tomorrow");
    assertThat(rig.counted("callstream.projector.unseen", "what", "event")).isPositive();
  }

  @Test
  void unknownStatusAndReasonAreKeptRawAndCounted() {
    double before = rig.counted("callstream.projector.unseen", "what", "pair");

    rig.batch(
        Records.webhook(
            "call_ended", over(ours(callId, retellId, "strange"), "dial_strange", null, T0)));

    var row = rig.row(callId);
    assertThat(status()).isEqualTo("failed");
    assertThat(row.path("retell_status").stringValue()).isEqualTo("strange");
    assertThat(row.path("disconnection_reason").stringValue()).isEqualTo("dial_strange");
    assertThat(rig.counted("callstream.projector.unseen", "what", "pair")).isEqualTo(before + 1);
  }

  @Test
  void whatIsTooLargeForAnEventIsADigestAndALink() {
    var call = ended().put("transcript", "ä".repeat(200_000));
    call.putObject("call_analysis").put("call_summary", "\"".repeat(300_000));

    rig.batch(Records.webhook("call_analyzed", call));

    var event = rig.events(callId).getFirst();
    assertThat(event.path("bytes").intValue()).isLessThan(512 * 1024);
    var link = event.at("/value/call/transcript");
    assertThat(link.path("bytes").intValue()).isEqualTo(400_000);
    assertThat(link.path("sha256").stringValue()).matches("[0-9a-f]{64}");
    assertThat(link.path("href").stringValue())
        .isEqualTo("http://gateway.test/api/v1/calls/" + callId);
    assertThat(event.at("/value/call/call_analysis/href").isString()).isTrue();
    assertThat(rig.row(callId).path("transcript").stringValue()).hasSize(200_000);
  }

  @Test
  void recordThatIsNoSignalIsRefusedAndLeavesNothing() {
    var good = Records.request(Records.placeCall(callId));
    for (var body : List.of("no json", "{\"event\":\"call_ended\"}", "{}")) {
      assertThatThrownBy(() -> rig.batch(List.of(good, Records.webhook(body))))
          .isInstanceOf(UnreadableRecord.class);
    }

    assertThat(rig.facts(callId)).isEmpty();
  }

  @Test
  void batchThatIsCutOffLeavesNothingAndItsRepeatEverything() {
    var records =
        List.of(Records.request(Records.placeCall(callId)), Records.webhook("call_ended", ended()));
    assertThatThrownBy(() ->
            rig.transaction.executeWithoutResult(_ -> {
              rig.projection.handle(records);
              rig.killTheOneAtWork();
              rig.projection.handle(records);
            }))
        .isInstanceOf(Exception.class);
    assertThat(rig.look("select to_jsonb(c) from calls.retell_calls c where call_id = ?", callId))
        .isEmpty();
    assertThat(rig.events(callId)).isEmpty();

    rig.batch(records);

    assertThat(status()).isEqualTo("completed");
    assertThat(rig.events(callId)).hasSize(2);
  }

  @Test
  void chatAndHeartbeatAreNoNews() {
    rig.clear();
    rig.batch(Records.webhook("{\"event\":\"chat_started\",\"chat\":{\"chat_id\":\"c\"}}"));
    rig.batch(Records.dispatch(new DispatchSignal.Heartbeat("clinic-1", "1", 1, T0)));

    assertThat(rig.count("calls.retell_calls")).isZero();
  }

  private String status() {
    return rig.row(callId).path("status").stringValue();
  }

  private ObjectNode started() {
    return ours(callId, retellId, "ongoing")
        .put("start_timestamp", T0.plusSeconds(10).toEpochMilli());
  }

  private ObjectNode ended() {
    return over(
        ours(callId, retellId, "ended"), "user_hangup", T0.plusSeconds(10), T0.plusSeconds(50));
  }
}
