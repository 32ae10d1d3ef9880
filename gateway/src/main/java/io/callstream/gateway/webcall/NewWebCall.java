package io.callstream.gateway.webcall;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A web call somebody asks for, checked.
 *
 * @param start where in the agent's flow it begins: members of Retell's request that pass through
 */
public record NewWebCall(
    String agentId, Map<String, String> variables, ObjectNode metadata, ObjectNode start) {

  /** The ids it gets; the request's and the call's are one. */
  record Ids(UUID requestId, UUID dialId) {}

  /** The body of Retell's create-web-call. */
  ObjectNode asked(Ids ids, String installation) {
    var body = Json.mapper().createObjectNode().put("agent_id", agentId);
    body.setAll(start);
    body.set(
        "metadata",
        metadata
            .deepCopy()
            .put(MetadataKeys.CALL_ID, ids.requestId().toString())
            .put(MetadataKeys.REQUEST_ID, ids.requestId().toString())
            .put(MetadataKeys.DIAL_ID, ids.dialId().toString())
            .put(MetadataKeys.INSTALLATION, installation));
    if (!variables.isEmpty()) {
      body.set("retell_llm_dynamic_variables", Json.mapper().valueToTree(variables));
    }
    return body;
  }

  /** What the other services are told once Retell has made it. */
  WebCallMade made(
      Ids ids, String retellCallId, Instant joinBefore, String createdBy, Instant requestedAt) {
    return new WebCallMade(
        ids.requestId(),
        ids.requestId(),
        ids.dialId(),
        retellCallId,
        agentId,
        variables,
        metadata,
        joinBefore,
        createdBy,
        requestedAt);
  }
}
