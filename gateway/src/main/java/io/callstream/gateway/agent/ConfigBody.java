package io.callstream.gateway.agent;

import io.callstream.gateway.call.CallContent;
import io.callstream.gateway.web.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may be sent to Retell to configure something: the members its documents name (of {@code
 * retell-sdk} 5.66.1, and the older ones of the seeds), and those it cannot do without.
 */
public enum ConfigBody {
  AGENT(
      Set.of("response_engine", "voice_id"),
      Map.of(
          ConfigField.TEXT,
          """
          agent_name ambient_sound data_storage_setting denoising_mode expressive_mode_prompt
          post_call_analysis_model stt_mode timezone version_description version_title
          vocab_specialization voice_emotion voice_id voice_model voicemail_message webhook_url
          """,
          ConfigField.NUMBER,
          """
          ambient_sound_volume backchannel_frequency begin_message_delay_ms
          data_storage_retention_days end_call_after_silence_ms interruption_sensitivity
          max_call_duration_ms reminder_max_count reminder_trigger_ms responsiveness
          ring_duration_ms signed_url_expiration_ms voice_speed voice_temperature
          voicemail_detection_timeout_ms volume webhook_timeout_ms
          """,
          ConfigField.FLAG,
          """
          allow_dtmf_interruption allow_user_dtmf enable_backchannel enable_dynamic_responsiveness
          enable_dynamic_voice_speed enable_expressive_mode enable_transcription_formatting
          enable_voicemail_detection normalize_for_speech opt_in_signed_url
          opt_out_sensitive_data_storage
          """,
          ConfigField.LIST,
          """
          backchannel_words boosted_keywords expressive_emotion_tags fallback_voice_ids
          post_call_analysis_data pronunciation_dictionary webhook_events
          """,
          ConfigField.OBJECT,
          """
          call_screening_option custom_stt_config guardrail_config handbook_config ivr_option
          pii_config response_engine user_dtmf_options voicemail_option
          """,
          ConfigField.TEXT_OR_LIST,
          "language")),
  LLM(
      Set.of(),
      Map.of(
          ConfigField.TEXT,
          """
          begin_message general_prompt inbound_dynamic_variables_webhook_url model s2s_model
          start_speaker starting_state
          """,
          ConfigField.NUMBER,
          "begin_after_user_silence_ms model_temperature",
          ConfigField.FLAG,
          "is_transfer_llm model_high_priority tool_call_strict_mode",
          ConfigField.LIST,
          "general_tools knowledge_base_ids mcps states",
          ConfigField.OBJECT,
          "default_dynamic_variables kb_config")),
  REGISTERED_CALL(
      Set.of("agent_id"),
      Map.of(
          ConfigField.TEXT,
          "agent_id direction from_number to_number",
          ConfigField.TEXT_OR_NUMBER,
          "agent_version",
          ConfigField.OBJECT,
          "agent_override metadata retell_llm_dynamic_variables"));

  /** What each kind of response engine is named by. */
  private static final Map<String, String> ENGINES =
      Map.of(
          "retell-llm", "llm_id",
          "custom-llm", "llm_websocket_url",
          "conversation-flow", "conversation_flow_id");

  @SuppressWarnings("ImmutableEnumChecker") // Sets that cannot be changed.
  private final Set<String> required;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Map<String, ConfigField> known;

  ConfigBody(Set<String> required, Map<ConfigField, String> known) {
    this.required = required;
    this.known = ConfigField.all(known);
  }

  /** What is wrong with a body; empty when Retell may see it. */
  public List<FieldError> problems(ObjectNode body) {
    var errors = new ArrayList<FieldError>();
    for (var name : required) {
      var node = body.path(name);
      if (node.isMissingNode() || node.isNull()) {
        errors.add(error(name, name + " is required"));
      } else if (node.isString() && node.stringValue().isBlank()) {
        errors.add(error(name, name + " must be a string that is not blank"));
      }
    }
    if (body.path("response_engine").isObject()) {
      checkEngine(body.get("response_engine"), errors);
    }
    if (this == REGISTERED_CALL) {
      // What names a call as ours must be said by us alone.
      new CallContent(body, errors).metadata();
    }
    for (var member : body.properties()) {
      checkMember(member.getKey(), member.getValue(), errors);
    }
    return errors;
  }

  private void checkMember(String name, JsonNode value, List<FieldError> errors) {
    var field = known.get(name);
    var problem = field == null ? "Unknown field" : field.problem(name, value);
    boolean metadata = this == REGISTERED_CALL && name.equals("metadata");
    if (problem != null && !metadata) {
      errors.add(error(name, problem));
    }
  }

  private static void checkEngine(JsonNode engine, List<FieldError> errors) {
    var named = ENGINES.get(engine.path("type").asString(""));
    if (named == null) {
      errors.add(
          error(
              "response_engine",
              "response_engine.type must be retell-llm, custom-llm or conversation-flow"));
    } else if (!engine.path(named).isString() || engine.path(named).stringValue().isBlank()) {
      errors.add(
          new FieldError(
              FieldError.member(FieldError.member(FieldError.BODY, "response_engine"), named),
              "response_engine." + named + " is required"));
    }
  }

  private static FieldError error(String name, String message) {
    return new FieldError(FieldError.member(FieldError.BODY, name), message);
  }
}
