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
      words(
          """
          agent_name allow_dtmf_interruption allow_user_dtmf ambient_sound ambient_sound_volume
          backchannel_frequency backchannel_words begin_message_delay_ms boosted_keywords
          call_screening_option custom_stt_config data_storage_retention_days data_storage_setting
          denoising_mode enable_backchannel enable_dynamic_responsiveness
          enable_dynamic_voice_speed enable_expressive_mode enable_transcription_formatting
          enable_voicemail_detection end_call_after_silence_ms expressive_emotion_tags
          expressive_mode_prompt fallback_voice_ids guardrail_config handbook_config
          interruption_sensitivity ivr_option language max_call_duration_ms normalize_for_speech
          opt_in_signed_url opt_out_sensitive_data_storage pii_config post_call_analysis_data
          post_call_analysis_model pronunciation_dictionary reminder_max_count reminder_trigger_ms
          response_engine responsiveness ring_duration_ms signed_url_expiration_ms stt_mode
          timezone user_dtmf_options version_description version_title vocab_specialization
          voice_emotion voice_id voice_model voice_speed voice_temperature
          voicemail_detection_timeout_ms voicemail_message voicemail_option volume webhook_events
          webhook_timeout_ms webhook_url
          """)),
  LLM(
      Set.of(),
      words(
          """
          begin_after_user_silence_ms begin_message default_dynamic_variables general_prompt
          general_tools inbound_dynamic_variables_webhook_url is_transfer_llm kb_config
          knowledge_base_ids mcps model model_high_priority model_temperature s2s_model
          start_speaker starting_state states tool_call_strict_mode
          """)),
  REGISTERED_CALL(
      Set.of("agent_id"),
      words(
          """
          agent_id agent_override agent_version direction from_number metadata
          retell_llm_dynamic_variables to_number
          """));

  /** What each kind of response engine is named by. */
  private static final Map<String, String> ENGINES =
      Map.of(
          "retell-llm", "llm_id",
          "custom-llm", "llm_websocket_url",
          "conversation-flow", "conversation_flow_id");

  @SuppressWarnings("ImmutableEnumChecker") // Sets that cannot be changed.
  private final Set<String> required;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<String> known;

  ConfigBody(Set<String> required, Set<String> known) {
    this.required = required;
    this.known = known;
  }

  /** What is wrong with a body; empty when Retell may see it. */
  public List<FieldError> problems(ObjectNode body) {
    var errors = new ArrayList<FieldError>();
    for (var name : required) {
      var node = body.path(name);
      if (node.isMissingNode() || node.isNull()) {
        errors.add(error(name, name + " is required"));
      } else if (!name.equals("response_engine")
          && (!node.isString() || node.stringValue().isBlank())) {
        errors.add(error(name, name + " must be a string that is not blank"));
      }
    }
    if (body.hasNonNull("response_engine")) {
      checkEngine(body.get("response_engine"), errors);
    }
    if (this == REGISTERED_CALL) {
      // What names a call as ours must be said by us alone.
      new CallContent(body, errors).metadata();
    }
    for (var name : body.propertyNames()) {
      if (!known.contains(name)) {
        errors.add(error(name, "Unknown field"));
      }
    }
    return errors;
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

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
