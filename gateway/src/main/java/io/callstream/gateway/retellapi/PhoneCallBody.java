package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.web.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The body of Retell's create-phone-call in our own words. Pure. */
final class PhoneCallBody {

  /** Retell's members by ours. */
  private static final Map<String, String> OURS =
      Map.of(
          "from_number", "from_number",
          "to_number", "to_number",
          "override_agent_id", "agent_id",
          "metadata", "metadata",
          "retell_llm_dynamic_variables", "variables");

  private PhoneCallBody() {}

  /** What a body says. */
  sealed interface Reading {

    /** The body of {@code POST /api/v1/calls}. */
    record Ours(ObjectNode body) implements Reading {}

    /** Members that would change the call and that we cannot pass on, or do not know. */
    record Unknown(List<String> names) implements Reading {}
  }

  static Reading read(ObjectNode retells) {
    var ours = Json.mapper().createObjectNode();
    var unknown = new ArrayList<String>();
    for (var member : retells.properties()) {
      var name = OURS.get(member.getKey());
      if (name != null) {
        ours.set(name, member.getValue());
      } else if (changesTheCall(member)) {
        unknown.add(member.getKey());
      }
    }
    return unknown.isEmpty() ? new Reading.Ours(ours) : new Reading.Unknown(unknown);
  }

  /** Our errors in Retell's names, on one line. */
  static String words(List<FieldError> errors) {
    return errors.stream()
        .map(error -> inRetellsNames(error.field()) + ": " + error.message())
        .reduce((one, other) -> one + "; " + other)
        .orElse("The request is wrong");
  }

  static boolean changesTheCall(Map.Entry<String, tools.jackson.databind.JsonNode> member) {
    boolean off =
        member.getKey().equals("ignore_e164_validation") && !member.getValue().asBoolean(true);
    return !member.getValue().isNull() && !off;
  }

  private static String inRetellsNames(String field) {
    return field
        .replaceFirst("^\\$\\.variables", "\\$.retell_llm_dynamic_variables")
        .replaceFirst("^\\$\\.agent_id", "\\$.override_agent_id")
        .replaceFirst("^\\$\\.", "");
  }
}
