package io.callstream.projector.fold;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Fact;
import io.callstream.contracts.MetadataKeys;
import io.callstream.projector.fold.Source.Kind;
import io.callstream.retell.RetellCall;
import io.callstream.retell.ending.DisconnectionReasons;
import io.callstream.retell.ending.Ending;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Retell's word on a call makes known of it. */
final class RetellClaims {

  /** The token a browser joins with; never stored. */
  private static final String SECRET = "access_token";

  /** What a person can do about an end, where that is plain. */
  private static final Map<String, String> HINTS =
      Map.of(
          "error_user_not_joined",
          "Nobody joined in time: a browser has to start a web call within 30 seconds of its"
              + " creation");

  /** Longer ids, names and addresses are no values of a column; they stay in {@code raw_extra}. */
  private static final int TEXT_MAX = 1_000;

  /** Members of Retell's call object that have a column; the rest goes to {@code raw_extra}. */
  private static final Map<String, Field> COLUMNS =
      Map.ofEntries(
          Map.entry("call_id", Field.RETELL_CALL_ID),
          Map.entry("call_type", Field.CALL_TYPE),
          Map.entry("direction", Field.DIRECTION),
          Map.entry("agent_id", Field.AGENT_ID),
          Map.entry("from_number", Field.FROM_NUMBER),
          Map.entry("to_number", Field.TO_NUMBER),
          Map.entry("call_status", Field.RETELL_STATUS),
          Map.entry("disconnection_reason", Field.DISCONNECTION_REASON),
          Map.entry("retell_llm_dynamic_variables", Field.VARIABLES),
          Map.entry("metadata", Field.METADATA),
          Map.entry("start_timestamp", Field.STARTED_AT),
          Map.entry("end_timestamp", Field.ENDED_AT),
          Map.entry("duration_ms", Field.DURATION_MS),
          Map.entry("recording_url", Field.RECORDING_URL),
          Map.entry("public_log_url", Field.PUBLIC_LOG_URL),
          Map.entry("transcript", Field.TRANSCRIPT),
          Map.entry("transcript_object", Field.TRANSCRIPT_OBJECT),
          Map.entry("transcript_with_tool_calls", Field.TRANSCRIPT_WITH_TOOL_CALLS),
          Map.entry("call_analysis", Field.CALL_ANALYSIS),
          Map.entry("call_cost", Field.CALL_COST),
          Map.entry("latency", Field.LATENCY));

  private RetellClaims() {}

  static Claims of(Signal.Said said) {
    var ending = Ending.of(said.event(), said.call());
    var kind = kind(said);
    var statement =
        new Statement(
            new Source(
                kind,
                ending.ended() ? weight(said.call()) : 0,
                providerTime(said.call()),
                said.digest()));
    identity(statement, said);
    if (kind != Kind.UNRECOGNISED) {
      course(statement, said.call(), ending);
      content(statement, said.call());
      extras(statement, said);
    }
    return statement.done();
  }

  private static Kind kind(Signal.Said said) {
    return switch (said.facts().getLast()) {
      case Fact.STARTED -> Kind.STARTED;
      case Fact.TRANSFER -> Kind.TRANSFER;
      case Fact.ENDED -> Kind.ENDED;
      case Fact.ANALYSED -> Kind.ANALYSED;
      default -> Kind.UNRECOGNISED;
    };
  }

  /** Of an end: 3 when its reason is one we know, 2 when it has a new one, 1 when it has none. */
  private static int weight(RetellCall call) {
    var reason = call.disconnectionReason();
    if (reason == null) {
      return 1;
    }
    return DisconnectionReasons.find(reason).isPresent() ? 3 : 2;
  }

  private static long providerTime(RetellCall call) {
    return Stream.of(call.endedAt(), call.transferEndedAt(), call.startedAt())
        .filter(Objects::nonNull)
        .mapToLong(Instant::toEpochMilli)
        .findFirst()
        .orElse(0);
  }

  private static void identity(Statement statement, Signal.Said said) {
    var call = said.call();
    statement
        .id(Field.REQUEST_ID, said.names().requestId())
        .text(Field.RETELL_CALL_ID, call.callId())
        .text(Field.CALL_TYPE, name(call.callType()))
        .text(Field.DIRECTION, name(call.direction()))
        .text(Field.AGENT_ID, name(call.agentId()))
        .text(Field.FROM_NUMBER, name(call.fromNumber()))
        .text(Field.TO_NUMBER, name(call.toNumber()))
        .filled(Field.VARIABLES, call.variables())
        .filled(Field.METADATA, said.names().callId() == null ? call.metadata() : callers(call))
        .time(Field.REQUESTED_AT, call.startedAt() != null ? call.startedAt() : call.endedAt());
  }

  /** The metadata that the caller gave, without the keys that the dispatcher added. */
  private static @Nullable ObjectNode callers(RetellCall call) {
    var metadata = call.metadata();
    if (metadata == null) {
      return null;
    }
    var own = metadata.deepCopy();
    return own.without(
        own.propertyNames().stream().filter(n -> n.startsWith(MetadataKeys.PREFIX)).toList());
  }

  private static void course(Statement statement, RetellCall call, Ending ending) {
    statement
        .mark(Mark.AT_RETELL)
        .text(Field.RETELL_STATUS, name(call.callStatus()))
        .text(Field.DISCONNECTION_REASON, name(call.disconnectionReason()))
        .time(Field.STARTED_AT, call.startedAt())
        .time(Field.ENDED_AT, call.endedAt())
        .number(Field.DURATION_MS, call.durationMs());
    var status = ending.status();
    if (ending.ended() && status != null) {
      statement.standing(
          Mark.END,
          Standing.over(
              status, ending.outcome(), HINTS.get(String.valueOf(call.disconnectionReason()))));
      return;
    }
    statement.mark(Mark.STILL_ON);
    if (status == CallStatus.IN_PROGRESS) {
      statement.mark(Mark.CONNECTED);
    } else if (status == CallStatus.RINGING) {
      statement.mark(Mark.RINGING);
    }
  }

  private static void content(Statement statement, RetellCall call) {
    statement
        .text(Field.RECORDING_URL, name(call.recordingUrl()))
        .text(Field.PUBLIC_LOG_URL, name(call.publicLogUrl()))
        .text(Field.TRANSCRIPT, call.transcript())
        .filled(Field.TRANSCRIPT_OBJECT, call.transcriptObject())
        .filled(Field.TRANSCRIPT_WITH_TOOL_CALLS, call.transcriptWithToolCalls())
        .filled(Field.CALL_ANALYSIS, call.analysis())
        .filled(Field.CALL_COST, call.cost())
        .filled(Field.LATENCY, call.latency());
  }

  /** Members without a column, and values that are none for theirs; nothing is lost. */
  private static void extras(Statement statement, Signal.Said said) {
    said.beside().forEachEntry((name, value) -> extra(statement, name, value));
    said.call().forEachMember((name, value) -> extra(statement, name, value));
  }

  private static void extra(Statement statement, String name, JsonNode value) {
    var field = COLUMNS.get(name);
    boolean taken =
        field != null
            && (statement.claims(field)
                || empty(value)
                || (field == Field.METADATA && value.isObject()));
    if (!taken && !name.equals(SECRET)) {
      statement.json(new Key.Extra(name), value);
    }
  }

  private static boolean empty(JsonNode value) {
    return value.isString()
        ? value.stringValue().isBlank()
        : value.isContainer() && value.isEmpty();
  }

  private static @Nullable String name(@Nullable String text) {
    return text == null || text.length() > TEXT_MAX ? null : text;
  }
}
