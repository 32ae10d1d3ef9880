package io.callstream.retell;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retell's call object, from a webhook, get-call, list-calls or a create's answer (Retell docs).
 * Everything but {@code call_id} may be missing. A value of another type than documented reads as
 * missing and stays in {@link #json()}, like every member that is not known here.
 *
 * <p>Names that Retell no longer sends are moved to today's: top-level {@code *_latency} into
 * {@code latency}, {@code opt_out_sensitive_data_storage} to {@code data_storage_setting}.
 */
public final class RetellCall {

  /** The longest {@code call_id} taken; Retell's are 32 characters. */
  public static final int CALL_ID_MAX = 256;

  private static final long MILLIS_MAX = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private static final char FIRST_PRINTABLE = ' ';

  /** Of 18 digits at most. */
  private static final long WHOLE_MAX = 1_000_000_000_000_000_000L;

  private static final Set<String> DOCUMENTED =
      Set.of(
          ("call_id call_type agent_id agent_version agent_name agent_tag call_status direction"
                  + " from_number to_number telephony_identifier start_timestamp end_timestamp"
                  + " transfer_end_timestamp duration_ms disconnection_reason transfer_destination"
                  + " transfer_option metadata retell_llm_dynamic_variables"
                  + " collected_dynamic_variables custom_sip_headers data_storage_setting"
                  + " opt_in_signed_url transcript transcript_object transcript_with_tool_calls"
                  + " scrubbed_transcript_with_tool_calls recording_url"
                  + " recording_multi_channel_url scrubbed_recording_url"
                  + " scrubbed_recording_multi_channel_url public_log_url"
                  + " knowledge_base_retrieved_contents_url latency llm_token_usage call_cost"
                  + " call_analysis")
              .split(" "));

  private final String callId;
  private final ObjectNode json;
  private final @Nullable String accessToken;

  private RetellCall(String callId, ObjectNode json, @Nullable String accessToken) {
    this.callId = callId;
    this.json = json;
    this.accessToken = accessToken;
  }

  /** Reads a call object; empty when it is no object or has no usable {@code call_id}. */
  public static Optional<RetellCall> of(@Nullable JsonNode node) {
    if (!(node instanceof ObjectNode received)) {
      return Optional.empty();
    }
    var id = string(received.get("call_id"));
    if (id == null || !isId(id)) {
      return Optional.empty();
    }
    var json = OldNames.renewed(received);
    return Optional.of(new RetellCall(id, json, string(json.remove("access_token"))));
  }

  /** Whether it can be the id of a call. */
  public static boolean isId(String text) {
    return !text.isBlank()
        && text.length() <= CALL_ID_MAX
        && text.chars().noneMatch(c -> c < FIRST_PRINTABLE);
  }

  /** Retell's id of the call; opaque. */
  public String callId() {
    return callId;
  }

  /** {@code phone_call} or {@code web_call}. */
  public @Nullable String callType() {
    return text("call_type");
  }

  /** Retell's own status: registered, not_connected, ongoing, ended, error, or one yet unknown. */
  public @Nullable String callStatus() {
    return text("call_status");
  }

  /** Why the call is over, untouched. */
  public @Nullable String disconnectionReason() {
    return text("disconnection_reason");
  }

  public @Nullable String agentId() {
    return text("agent_id");
  }

  /** {@code inbound} or {@code outbound}; phone calls only. */
  public @Nullable String direction() {
    return text("direction");
  }

  public @Nullable String fromNumber() {
    return text("from_number");
  }

  public @Nullable String toNumber() {
    return text("to_number");
  }

  /** When the call connected. */
  public @Nullable Instant startedAt() {
    return instant("start_timestamp");
  }

  public @Nullable Instant endedAt() {
    return instant("end_timestamp");
  }

  /** When a transferred leg ended. */
  public @Nullable Instant transferEndedAt() {
    return instant("transfer_end_timestamp");
  }

  /** Milliseconds, 0 or more. */
  public @Nullable Long durationMs() {
    var millis = integer(json.get("duration_ms"));
    return millis == null || millis < 0 ? null : millis;
  }

  /** What the caller gave at creation. */
  public @Nullable ObjectNode metadata() {
    return object("metadata");
  }

  /** {@code retell_llm_dynamic_variables}: strings to strings. */
  public @Nullable ObjectNode variables() {
    return object("retell_llm_dynamic_variables");
  }

  public @Nullable String transcript() {
    return text("transcript");
  }

  public @Nullable JsonNode transcriptObject() {
    return member("transcript_object", JsonNode::isArray);
  }

  public @Nullable JsonNode transcriptWithToolCalls() {
    return member("transcript_with_tool_calls", JsonNode::isArray);
  }

  /** Comes with the analysis only. */
  public @Nullable ObjectNode analysis() {
    return object("call_analysis");
  }

  /** Money in cents, with fractions. */
  public @Nullable ObjectNode cost() {
    return object("call_cost");
  }

  /** Milliseconds by part ({@code e2e}, {@code llm}, {@code tts}, …). */
  public @Nullable ObjectNode latency() {
    return object("latency");
  }

  public @Nullable String recordingUrl() {
    return text("recording_url");
  }

  public @Nullable String publicLogUrl() {
    return text("public_log_url");
  }

  /**
   * The token a browser joins with (web calls); a secret: not in {@link #json()}, not to be kept.
   */
  public @Nullable String accessToken() {
    return accessToken;
  }

  /** A member as text; null when it is absent or no string. */
  public @Nullable String text(String name) {
    return string(json.get(name));
  }

  /** The whole object under today's names, unknown members included; a copy. */
  public ObjectNode json() {
    return json.deepCopy();
  }

  /** Shows each member of {@link #json()}; nobody may change a value. */
  public void forEachMember(BiConsumer<String, JsonNode> sight) {
    json.forEachEntry(sight);
  }

  /** The members that Retell's documents do not name; a copy. */
  public ObjectNode undocumented() {
    return json().remove(DOCUMENTED);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetellCall call && json.equals(call.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  /** The id alone: the rest is personal. */
  @Override
  public String toString() {
    return "RetellCall[" + callId + "]";
  }

  private @Nullable ObjectNode object(String name) {
    return (ObjectNode) member(name, JsonNode::isObject);
  }

  private @Nullable JsonNode member(String name, Predicate<JsonNode> fits) {
    var value = json.get(name);
    return value != null && fits.test(value) ? value : null;
  }

  private @Nullable Instant instant(String name) {
    var millis = integer(json.get(name));
    return millis == null || millis < 0 || millis > MILLIS_MAX
        ? null
        : Instant.ofEpochMilli(millis);
  }

  private static @Nullable String string(@Nullable JsonNode node) {
    return node != null && node.isString() ? node.stringValue() : null;
  }

  /** Whole numbers, also when written with a fraction of zero ({@code 41250.0}). */
  private static @Nullable Long integer(@Nullable JsonNode node) {
    if (node == null || !node.isNumber()) {
      return null;
    }
    if (node.isInt() || node.isLong()) {
      long value = node.longValue();
      return -WHOLE_MAX < value && value < WHOLE_MAX ? value : null;
    }
    BigDecimal value = node.decimalValue();
    boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    return whole && (long) value.precision() - value.scale() <= 18 ? value.longValue() : null;
  }
}
