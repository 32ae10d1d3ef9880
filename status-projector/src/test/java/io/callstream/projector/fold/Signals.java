package io.callstream.projector.fold;

import static io.callstream.projector.Records.T0;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.Outcome;
import io.callstream.projector.Records;
import io.callstream.projector.intake.Reading;
import io.callstream.projector.intake.RecordReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Signals of one call of ours, by name, made through the reader of real records. */
public final class Signals {

  public static final UUID CALL_ID = UUID.fromString("0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a001");
  public static final String RETELL_ID = "call_4d0a91c7e2b85f36a1d4c09be72";

  private static final Instant START = T0.plusSeconds(10);
  private static final Instant END = T0.plusSeconds(60);
  private static final Instant LATER_END = T0.plusSeconds(120);
  private static final Instant LOST_AT = T0.plusSeconds(2 * 3_600);
  private static final Instant AFTER_LOST = T0.plusSeconds(3 * 3_600);

  private static final RecordReader READER = new RecordReader(Records.INSTALLATION);

  private Signals() {}

  /** Every signal that the tables speak of. */
  public static Map<String, Signal> all() {
    var all = new LinkedHashMap<String, Signal>();
    records().forEach((name, message) -> all.put(name, read(message)));
    return all;
  }

  /** Their records. */
  public static Map<String, ConsumerRecord<byte[], byte[]>> records() {
    var all = new LinkedHashMap<String, ConsumerRecord<byte[], byte[]>>();
    ours(all);
    going(all);
    over(all);
    return all;
  }

  private static void ours(Map<String, ConsumerRecord<byte[], byte[]>> all) {
    all.put("requested", Records.request(Records.placeCall(CALL_ID)));
    all.put("withdrawn", Records.request(Records.cancelled(CALL_ID)));
    all.put("placed", Records.dispatch(Records.placed(CALL_ID, RETELL_ID)));
    all.put("rejected", assumed(ErrorCode.REJECTED, T0.plusSeconds(3)));
    all.put("expired", assumed(ErrorCode.EXPIRED, T0.plusSeconds(86_400)));
    all.put("undeliverable", assumed(ErrorCode.UNDELIVERABLE, T0.plusSeconds(4_000)));
    all.put("abandoned", assumed(ErrorCode.ABANDONED, T0.plusSeconds(900)));
    all.put("lost", assumed(ErrorCode.LOST, LOST_AT));
    all.put("retry_scheduled", Records.dispatch(Records.retryScheduled(CALL_ID)));
    all.put(
        "completed",
        Records.dispatch(Records.completed(CALL_ID, CallStatus.FAILED, Outcome.NO_ANSWER)));
  }

  private static void going(Map<String, ConsumerRecord<byte[], byte[]>> all) {
    all.put("registered", Records.webhook("transfer_started", call("registered")));
    all.put("ringing", Records.webhook("transfer_started", call("ringing")));
    all.put("started", Records.webhook("call_started", since(START, "ongoing")));
    all.put("started_after_lost", Records.webhook("call_started", since(AFTER_LOST, "ongoing")));
    all.put("transfer_going_on", Records.webhook("transfer_bridged", since(START, "active")));
    all.put("unrecognised", Records.webhook("call_of_tomorrow", call("ended")));
  }

  private static void over(Map<String, ConsumerRecord<byte[], byte[]>> all) {
    all.put(
        "transfer_over",
        Records.webhook("transfer_ended", ended("ended", "transfer_bridged", END)));
    all.put("started_but_over", Records.webhook("call_started", ended("error", "error_asr", END)));
    all.put("ended_user_hangup", Records.webhook("call_ended", ended("ended", "user_hangup", END)));
    all.put(
        "ended_dial_no_answer",
        Records.webhook("call_ended", ended("not_connected", "dial_no_answer", END)));
    all.put(
        "ended_manual_stopped",
        Records.webhook("call_ended", ended("ended", "manual_stopped", END)));
    all.put(
        "ended_new_reason",
        Records.webhook("call_ended", ended("ended", "reason_of_tomorrow", END)));
    all.put(
        "ended_without_reason",
        Records.webhook("call_ended", Records.over(call("ended"), null, START, END)));
    all.put(
        "analysed_busy_later",
        Records.webhook("call_analyzed", analysed(ended("ended", "dial_busy", LATER_END))));
    all.put(
        "analysed_without_reason_later",
        Records.webhook(
            "call_analyzed", analysed(Records.over(call("ended"), null, START, LATER_END))));
    var voicemail = analysed(ended("ended", "voicemail_reached", T0.plusSeconds(30)));
    all.put(
        "asked_voicemail_earlier",
        Records.dispatch(Records.asked(CALL_ID, voicemail, T0.plusSeconds(500))));
  }

  public static Signal webhook(String event, ObjectNode call) {
    return read(Records.webhook(event, call));
  }

  public static Signal read(ConsumerRecord<byte[], byte[]> message) {
    if (READER.read(message) instanceof Reading.News(var signals)) {
      return signals.getFirst();
    }
    throw new IllegalArgumentException("no news in it");
  }

  public static ObjectNode call(@Nullable String status) {
    return Records.ours(CALL_ID, RETELL_ID, status);
  }

  private static ObjectNode since(Instant start, String status) {
    return call(status).put("start_timestamp", start.toEpochMilli());
  }

  private static ObjectNode ended(String status, String reason, Instant end) {
    return Records.over(call(status), reason, START, end);
  }

  private static ObjectNode analysed(ObjectNode call) {
    call.putObject("call_analysis").put("call_summary", "It went well.");
    return call;
  }

  private static ConsumerRecord<byte[], byte[]> assumed(ErrorCode code, Instant at) {
    return Records.dispatch(Records.assumed(CALL_ID, code, at));
  }
}
