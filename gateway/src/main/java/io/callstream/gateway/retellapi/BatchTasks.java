package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.call.CallContent;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.recipient.BatchPeople.Task;
import io.callstream.gateway.web.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the tasks of a batch. A campaign has one agent and calls nobody twice; a batch that wants
 * more is refused whole.
 */
final class BatchTasks {

  static final int TASKS_MAX = 10_000;

  /** As JSON, so that a call's message stays below what the outbox takes. */
  private static final int VARIABLES_MAX_BYTES = 200_000;

  private static final int ERRORS_SHOWN = 20;
  private static final int AGENT_MAX = 256;
  private static final Set<String> KNOWN =
      Set.of("to_number", "override_agent_id", "metadata", "retell_llm_dynamic_variables");

  private final @Nullable String timezone;
  private final List<FieldError> errors;
  private final Set<String> numbers = new HashSet<>();
  private @Nullable String agentId;

  /**
   * @param timezone of the batch's window; null without one
   * @param errors what is wrong is added here
   */
  BatchTasks(@Nullable String timezone, List<FieldError> errors) {
    this.timezone = timezone;
    this.errors = errors;
  }

  /**
   * What tasks say.
   *
   * @param agentId of all of them; null for the default
   */
  record Read(List<Task> people, @Nullable String agentId) {}

  Read read(JsonNode tasks) {
    if (!tasks.isArray() || tasks.isEmpty() || tasks.size() > TASKS_MAX) {
      wrong("$.tasks", "Must be a list of 1 to " + TASKS_MAX + " tasks");
      return new Read(List.of(), null);
    }
    var people = new ArrayList<Task>(tasks.size());
    for (int i = 0; i < tasks.size() && errors.size() < ERRORS_SHOWN; i++) {
      var at = FieldError.element("$.tasks", i);
      if (tasks.get(i) instanceof ObjectNode task) {
        people.add(task(task, at, i == 0));
      } else {
        wrong(at, "Must be an object");
      }
    }
    return new Read(people, agentId);
  }

  private Task task(ObjectNode task, String at, boolean first) {
    task.properties().stream()
        .filter(member -> !KNOWN.contains(member.getKey()))
        .filter(PhoneCallBody::changesTheCall)
        .forEach(member -> wrong(at + "." + member.getKey(), "Callstream does not pass this on"));
    agent(task.path("override_agent_id"), at + ".override_agent_id", first);
    return content(task, number(task.path("to_number"), at + ".to_number"), at);
  }

  private Task content(ObjectNode task, String number, String at) {
    var found = new ArrayList<FieldError>();
    var content = new CallContent(task, found);
    var metadata = content.metadata();
    var variables = variables(content, at);
    found.forEach(error -> wrong(at + error.field().substring(1), error.message()));
    return new Task(number, timezone, variables, metadata);
  }

  private Map<String, String> variables(CallContent content, String at) {
    var variables = content.variables("retell_llm_dynamic_variables");
    if (Json.bytes(variables).length > VARIABLES_MAX_BYTES) {
      wrong(
          at + ".retell_llm_dynamic_variables",
          "Must not be larger than " + VARIABLES_MAX_BYTES + " bytes of JSON");
    }
    return variables;
  }

  private String number(JsonNode node, String at) {
    var number = node.asString("");
    PhoneNumbers.problem(number).ifPresent(problem -> wrong(at, problem));
    if (!numbers.add(number)) {
      wrong(at, "Is in this batch before: a campaign calls nobody twice");
    }
    return number;
  }

  private void agent(JsonNode node, String at, boolean first) {
    boolean absent = node.isMissingNode() || node.isNull();
    if (!absent
        && (!node.isString()
            || node.stringValue().isBlank()
            || node.asString().length() > AGENT_MAX)) {
      wrong(at, "Must be a string of 1 to " + AGENT_MAX + " characters");
      return;
    }
    var named = absent ? null : node.stringValue();
    if (first) {
      agentId = named;
    } else if (!Objects.equals(named, agentId)) {
      wrong(at, "Must be the same for all tasks: a campaign has one agent");
    }
  }

  private void wrong(String at, String message) {
    errors.add(new FieldError(at, message));
  }
}
