package io.callstream.sandbox.call;

import io.callstream.contracts.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows a call as Retell does: in webhooks, to get-call, and shorter in lists. */
public final class CallJson {

  private static final String RECORDINGS = "https://recordings.example.test/";

  private CallJson() {}

  /** The whole call as it stands. */
  public static ObjectNode whole(PretendCall call) {
    var json = listed(call);
    if (call.ended() && call.startedAt() != null) {
      var said = Conversation.of(call, talked(call));
      json.put("transcript", said.transcript());
      json.set("transcript_object", said.utterances());
      json.set("transcript_with_tool_calls", said.utterances());
    }
    return json;
  }

  /** As list-calls shows it: without what was said. */
  public static ObjectNode listed(PretendCall call) {
    var json = basics(call);
    if (call.request() instanceof CallRequest.Web web) {
      json.put("access_token", web.accessToken());
    }
    if (call.startedAt() != null) {
      json.put("start_timestamp", call.startedAt().toEpochMilli());
    }
    if (call.endedAt() != null) {
      json.put("end_timestamp", call.endedAt().toEpochMilli());
      json.put("duration_ms", talked(call).toMillis());
      json.put("disconnection_reason", call.reason());
      json.set("call_cost", Cost.of(call, talked(call)));
      if (call.startedAt() != null) {
        addRecordings(json, call);
        json.set("latency", latency(call));
      }
    }
    if (call.analysed()) {
      json.set("call_analysis", analysis(call));
    }
    return json;
  }

  /** A webhook's body. A token that is in use has no place in it: webhooks are kept. */
  static byte[] webhook(String event, PretendCall call) {
    var body = JsonNodeFactory.instance.objectNode().put("event", event);
    var told = whole(call);
    told.remove("access_token");
    body.set("call", told);
    return Json.bytes(body);
  }

  /** The webhooks of a call that is over, each as it would have been, the last one first. */
  static List<byte[]> webhooksBackwards(PretendCall call) {
    var ended = call.notAnalysed();
    var analysed = webhook("call_analyzed", call);
    if (call.startedAt() == null) {
      return List.of(analysed, webhook("call_ended", ended));
    }
    var started = call.started(call.startedAt());
    return List.of(analysed, webhook("call_ended", ended), webhook("call_started", started));
  }

  private static ObjectNode basics(PretendCall call) {
    var request = call.request();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("call_id", call.id());
    json.put("call_type", request instanceof CallRequest.Web ? "web_call" : "phone_call");
    json.put("agent_id", Objects.requireNonNullElse(request.agentId(), "agent_sandbox"));
    json.put("agent_version", Objects.requireNonNullElse(request.agentVersion(), 0));
    json.put("agent_name", "Sandbox agent");
    json.put("call_status", call.status());
    addParties(json, call);
    if (request.metadata() != null) {
      json.set("metadata", request.metadata());
    }
    if (request.variables() != null) {
      json.set("retell_llm_dynamic_variables", request.variables());
    }
    json.put("data_storage_setting", call.storage());
    json.put("opt_in_signed_url", false);
    return json;
  }

  private static void addParties(ObjectNode json, PretendCall call) {
    switch (call.request()) {
      case CallRequest.Phone phone -> {
        json.put("direction", "outbound");
        json.put("from_number", phone.fromNumber());
        json.put("to_number", phone.toNumber());
        json.putObject("telephony_identifier")
            .put("twilio_call_sid", "CA%032x".formatted(call.number()));
      }
      case CallRequest.Registered registered -> {
        json.put("direction", registered.direction());
        // Retell leaves out what there is none of.
        Optional.ofNullable(registered.fromNumber()).ifPresent(n -> json.put("from_number", n));
        Optional.ofNullable(registered.toNumber()).ifPresent(n -> json.put("to_number", n));
      }
      case CallRequest.Web _ -> {
        // A browser has no number.
      }
    }
  }

  private static void addRecordings(ObjectNode json, PretendCall call) {
    json.put("recording_url", RECORDINGS + call.id() + "/recording.wav");
    json.put("recording_multi_channel_url", RECORDINGS + call.id() + "/recording_multichannel.wav");
    json.put("public_log_url", RECORDINGS + call.id() + "/public_log.txt");
  }

  private static ObjectNode latency(PretendCall call) {
    int base = 700 + (int) (call.number() % 300);
    var latency = JsonNodeFactory.instance.objectNode();
    var e2e = latency.putObject("e2e");
    e2e.put("p50", base).put("p90", base + 180).put("p95", base + 240).put("p99", base + 310);
    e2e.put("max", base + 330).put("min", base - 160).put("num", 2);
    e2e.putArray("values").add(base - 160).add(base + 330);
    return latency;
  }

  private static ObjectNode analysis(PretendCall call) {
    boolean talkedToPerson = "user_hangup".equals(call.reason());
    var analysis = JsonNodeFactory.instance.objectNode();
    analysis.put(
        "call_summary",
        call.startedAt() == null
            ? "The call did not connect."
            : talkedToPerson
                ? "The agent reached the person, who confirmed the appointment."
                : "The agent spoke, and nothing was confirmed.");
    analysis.put("in_voicemail", "voicemail_reached".equals(call.reason()));
    analysis.put("user_sentiment", talkedToPerson ? "Positive" : "Unknown");
    analysis.put("call_successful", talkedToPerson);
    var data = analysis.putObject("custom_analysis_data");
    if (talkedToPerson) {
      data.put("appointment_confirmed", true);
    }
    return analysis;
  }

  private static Duration talked(PretendCall call) {
    return call.startedAt() == null || call.endedAt() == null
        ? Duration.ZERO
        : Duration.between(call.startedAt(), call.endedAt());
  }
}
