package io.callstream.gateway.webcall;

import io.callstream.contracts.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is answered to who has a web call made. The {@code call_id} is Retell's, as in the seeds.
 */
final class WebCallAnswers {

  /** What a browser needs besides id and token since Retell's v3. */
  private static final List<String> CONNECTION = List.of("transport", "ice_servers", "expires_at");

  private WebCallAnswers() {}

  /** Of {@code POST /api/v1/calls/web-call} (seed 003). */
  static ObjectNode full(WebCalls.Result.Made made, URI publicBaseUrl) {
    var answer = Json.mapper().createObjectNode();
    answer.put("message", "Web call created; it has to be joined within 30 seconds");
    answer.put("agent_id", made.call().agentId());
    answer.setAll(brief(made));
    answer.put("web_call_url", joinPage(made, publicBaseUrl));
    return answer.put("status", "created");
  }

  /** Of {@code POST /api/create-web-call} (seed 000). */
  static ObjectNode brief(WebCalls.Result.Made made) {
    var answer = connection(made);
    return answer.put("callstream_call_id", made.call().callId().toString());
  }

  private static ObjectNode connection(WebCalls.Result.Made made) {
    var given = made.answer();
    var answer = Json.mapper().createObjectNode();
    answer.set("access_token", given.get("access_token"));
    answer.put("call_id", made.call().retellCallId());
    CONNECTION.stream().filter(given::has).forEach(name -> answer.set(name, given.get(name)));
    return answer;
  }

  /** What joins stands behind the #, which no browser sends to any server. */
  private static String joinPage(WebCalls.Result.Made made, URI publicBaseUrl) {
    var connection = connection(made);
    if (!connection.has("expires_at")) {
      connection.put("expires_at", made.call().joinBefore().toEpochMilli());
    }
    var join = connection.toString().getBytes(StandardCharsets.UTF_8);
    return publicBaseUrl
        + "/dashboard/web-call#join="
        + Base64.getUrlEncoder().withoutPadding().encodeToString(join);
  }
}
