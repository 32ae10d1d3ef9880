package io.callstream.gateway.retellapi.list;

import static io.callstream.gateway.retellapi.list.Refused.unless;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of Retell's v3 list-calls. Pure. */
public final class NewSearch {

  private NewSearch() {}

  /** Reads a body with nothing in it that cannot be stored. */
  public static Search.Reading read(ObjectNode body) {
    try {
      var paging = Paging.read(body, true);
      return new Search.Reading.Wanted(paging.search(conditions(body.path("filter_criteria"))));
    } catch (Refused e) {
      return new Search.Reading.Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static List<Condition> conditions(JsonNode criteria) throws Refused {
    var conditions = new ArrayList<Condition>();
    unless(
        criteria.isMissingNode() || criteria.isNull() || criteria.isObject(),
        "filter_criteria must be an object");
    for (var criterion : criteria.properties()) {
      if (!criterion.getValue().isNull()) {
        add(conditions, criterion.getKey(), criterion.getValue());
      }
    }
    return conditions;
  }

  private static void add(List<Condition> conditions, String name, JsonNode filter) throws Refused {
    var column = Column.ALL.get(name);
    var keyed = Column.KEYED.get(name);
    if (column != null) {
      conditions.add(Filter.of(name, filter, column));
    } else if (keyed != null) {
      unless(filter.isArray(), name + " must be a list");
      for (var one : filter) {
        conditions.add(Filter.keyed(name, one, keyed));
      }
    } else {
      conditions.add(
          switch (name) {
            case "call_id" -> callId(filter);
            case "call_status" -> status(filter);
            case "agent" -> agents(filter);
            default -> throw new Refused("filter_criteria." + name + " is not known here");
          });
    }
  }

  private static Condition callId(JsonNode filter) throws Refused {
    unless(
        filter.path("type").asString("").equals("string")
            && filter.path("op").asString("").equals("eq")
            && filter.path("value").isString(),
        "call_id is a string filter by eq here");
    return CallIds.in(filter.path("value").stringValue());
  }

  private static Condition status(JsonNode filter) throws Refused {
    unless(
        filter.path("type").asString("").equals("enum")
            && filter.path("op").asString("").equals("in"),
        "call_status is an enum filter by in");
    return Statuses.in(Filter.words("call_status", filter));
  }

  private static Condition agents(JsonNode filter) throws Refused {
    unless(filter.isArray() && !filter.isEmpty(), "agent must be a list");
    var ids = new ArrayList<String>();
    for (var agent : filter) {
      unless(
          agent.size() == 1 && agent.path("agent_id").isString(),
          "agent is filtered by agent_id alone here");
      ids.add(agent.path("agent_id").stringValue());
    }
    return Condition.of("c.agent_id = any (?)", new SqlArrayValue("text", ids.toArray()));
  }
}
