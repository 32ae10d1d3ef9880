package io.callstream.dispatcher.gate;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.dispatcher.gate.Callees.Callee;
import io.callstream.dispatcher.rules.CallFacts;
import io.callstream.retell.dial.CreatePhoneCall;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that waits, under its lock.
 *
 * @param variables a JSON object of strings
 * @param metadata a JSON object
 * @param timezone the callee's own; null to go by the number
 * @param window of a single call; null for any time
 * @param spent attempts of its request before this one that count
 */
record WaitingCall(
    UUID callId,
    UUID requestId,
    String toNumber,
    String fromNumber,
    @Nullable String agentId,
    String variables,
    String metadata,
    @Nullable UUID campaignId,
    @Nullable String timezone,
    @Nullable CallWindow window,
    int spent,
    CallFacts facts) {

  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  /** Who is called, and in which zone, where anybody has said it. */
  Callee callee() {
    var zone = window != null && window.timezone() != null ? window.timezone() : timezone;
    return new Callee(toNumber, zone, window);
  }

  /** The request that is sent for it: the caller's metadata and our ids. */
  CreatePhoneCall request(UUID dialId, String installation) {
    var names = Json.mapper().readValue(variables, STRINGS);
    var data = (ObjectNode) Json.mapper().readTree(metadata);
    data.put(MetadataKeys.CALL_ID, callId.toString());
    data.put(MetadataKeys.DIAL_ID, dialId.toString());
    data.put(MetadataKeys.REQUEST_ID, requestId.toString());
    data.put(MetadataKeys.INSTALLATION, installation);
    return new CreatePhoneCall(fromNumber, toNumber, agentId, names.isEmpty() ? null : names, data);
  }
}
