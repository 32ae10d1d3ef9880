package io.callstream.gateway.webcall;

import io.callstream.contracts.Json;
import io.callstream.gateway.call.CallContent;
import io.callstream.gateway.web.FieldError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a create-web-call. All errors are found at once. */
public final class WebCallReader {

  private static final int TEXT_MAX = 256;

  /** Members that only Retell understands: where in its flow the agent begins, and which agent. */
  private static final List<String> START =
      List.of("agent_version", "current_node_id", "current_state");

  private static final String OVERRIDE = "agent_override";

  /** Whom an allowed page reaches: the agent as it is published, from its beginning. */
  public static final Set<String> OPEN =
      Set.of("agent_id", "metadata", "retell_llm_dynamic_variables");

  /** What may be sent with a key. */
  public static final Set<String> KEYED =
      Stream.of(OPEN, START, Set.of(OVERRIDE))
          .flatMap(Collection::stream)
          .collect(Collectors.toUnmodifiableSet());

  private WebCallReader() {}

  /** What a body says: a web call, or why it is none. */
  public sealed interface Reading {

    record Call(NewWebCall call) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  /**
   * Reads a body with nothing in it that cannot be stored.
   *
   * @param known {@link #OPEN} or {@link #KEYED}
   */
  public static Reading read(ObjectNode body, Set<String> known) {
    var errors = new ArrayList<FieldError>();
    var agentId = agentId(body, errors);
    var content = new CallContent(body, errors);
    var variables = content.variables("retell_llm_dynamic_variables");
    var metadata = content.metadata();
    var start = start(body, errors);
    for (var name : body.propertyNames()) {
      if (!known.contains(name)) {
        errors.add(new FieldError(path(name), "Unknown field"));
      }
    }
    return errors.isEmpty()
        ? new Reading.Call(new NewWebCall(agentId, variables, metadata, start))
        : new Reading.Wrong(errors);
  }

  private static String agentId(ObjectNode body, List<FieldError> errors) {
    var node = body.path("agent_id");
    if (node.isMissingNode() || node.isNull()) {
      errors.add(new FieldError(path("agent_id"), "agent_id is required"));
      return "";
    }
    if (!node.isString()
        || node.stringValue().isBlank()
        || node.stringValue().length() > TEXT_MAX) {
      errors.add(
          new FieldError(
              path("agent_id"), "agent_id must be a string of 1 to " + TEXT_MAX + " characters"));
      return "";
    }
    return node.stringValue();
  }

  private static ObjectNode start(ObjectNode body, List<FieldError> errors) {
    var start = Json.mapper().createObjectNode();
    for (var name : START) {
      var node = body.path(name);
      boolean good =
          node.isMissingNode()
              || node.isNull()
              || node.isInt()
              || (node.isString() && node.stringValue().length() <= TEXT_MAX);
      if (!good) {
        errors.add(new FieldError(path(name), "Must be a string or a whole number"));
      } else if (!node.isMissingNode() && !node.isNull()) {
        start.set(name, node);
      }
    }
    var override = body.path(OVERRIDE);
    if (override.isObject()) {
      start.set(OVERRIDE, override);
    } else if (!override.isMissingNode() && !override.isNull()) {
      errors.add(new FieldError(path(OVERRIDE), "Must be a JSON object"));
    }
    return start;
  }

  private static String path(String name) {
    return FieldError.member(FieldError.BODY, name);
  }
}
