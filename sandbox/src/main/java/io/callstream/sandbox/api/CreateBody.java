package io.callstream.sandbox.api;

import io.callstream.retell.StrictJson;
import io.callstream.sandbox.call.CallRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the bodies of creates, as strictly as Retell's documents word them. */
final class CreateBody {

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private static final Set<String> DIRECTIONS = Set.of("inbound", "outbound");

  private CreateBody() {}

  static CallRequest.Phone phone(byte[] body) throws Refusal {
    var json = object(body);
    return new CallRequest.Phone(
        number(json, "from_number"),
        number(json, "to_number"),
        text(json, "override_agent_id"),
        version(json, "override_agent_version"),
        member(json, "metadata"),
        strings(json, "retell_llm_dynamic_variables"));
  }

  static CallRequest.Web web(byte[] body, String accessToken) throws Refusal {
    var json = object(body);
    return new CallRequest.Web(
        required(json, "agent_id"),
        version(json, "agent_version"),
        member(json, "metadata"),
        strings(json, "retell_llm_dynamic_variables"),
        accessToken);
  }

  static CallRequest.Registered registered(byte[] body) throws Refusal {
    var json = object(body);
    var direction = text(json, "direction");
    if (direction != null && !DIRECTIONS.contains(direction)) {
      throw Refusal.badRequest("direction must be inbound or outbound");
    }
    return new CallRequest.Registered(
        required(json, "agent_id"),
        version(json, "agent_version"),
        text(json, "from_number"),
        text(json, "to_number"),
        "inbound".equals(direction) ? "inbound" : "outbound",
        member(json, "metadata"),
        strings(json, "retell_llm_dynamic_variables"));
  }

  static String required(ObjectNode json, String name) throws Refusal {
    var text = text(json, name);
    if (text == null || text.isBlank()) {
      throw Refusal.badRequest(name + " is required");
    }
    return text;
  }

  static ObjectNode object(byte[] body) throws Refusal {
    try {
      return StrictJson.object(body);
    } catch (StrictJson.Unreadable e) {
      throw Refusal.badRequest("Invalid request format: " + e.getMessage());
    }
  }

  /** What a body says of something, if it can be read; else empty. */
  static String hint(byte[] body, String name) {
    try {
      return body.length == 0 ? "" : StrictJson.object(body).path(name).asString("");
    } catch (StrictJson.Unreadable e) {
      return "";
    }
  }

  /** A number; {@code latest} and tags are left to the sandbox, which has one version of each. */
  private static @Nullable Integer version(ObjectNode json, String name) throws Refusal {
    var version = json.path(name);
    if (version.isMissingNode() || version.isNull() || version.isString()) {
      return null;
    }
    if (!version.isInt() || version.intValue() < 0) {
      throw Refusal.badRequest(name + " must be a whole number, latest, latest_published or a tag");
    }
    return version.intValue();
  }

  private static String number(ObjectNode json, String name) throws Refusal {
    var text = text(json, name);
    if (text == null || !E164.matcher(text).matches()) {
      throw Refusal.badRequest(name + " must be a number in E.164 format");
    }
    return text;
  }

  private static @Nullable String text(ObjectNode json, String name) throws Refusal {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw Refusal.badRequest(name + " must be a string");
    }
    return value.stringValue();
  }

  static @Nullable ObjectNode member(ObjectNode json, String name) throws Refusal {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.badRequest(name + " must be an object");
  }

  private static @Nullable ObjectNode strings(ObjectNode json, String name) throws Refusal {
    var object = member(json, name);
    if (object != null && !object.valueStream().allMatch(value -> value.isString())) {
      throw Refusal.badRequest(name + " must hold strings only");
    }
    return object;
  }
}
