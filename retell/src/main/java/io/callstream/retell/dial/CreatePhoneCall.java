package io.callstream.retell.dial;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.callstream.contracts.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /v2/create-phone-call} (Retell docs).
 *
 * @param overrideAgentId the agent; null leaves it to the one bound to {@code fromNumber}
 * @param variables the agent's dynamic variables; null when there are none
 * @param metadata kept and echoed by Retell; the only join to our call when the answer is lost
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreatePhoneCall(
    String fromNumber,
    String toNumber,
    @Nullable String overrideAgentId,
    @JsonProperty("retell_llm_dynamic_variables") @Nullable Map<String, String> variables,
    ObjectNode metadata) {

  byte[] json() {
    return Json.bytes(this);
  }

  /** Without the number and what was said of the person. */
  @Override
  public String toString() {
    return "CreatePhoneCall[]";
  }
}
