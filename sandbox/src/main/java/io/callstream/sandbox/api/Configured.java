package io.callstream.sandbox.api;

import io.callstream.sandbox.http.Reply;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One sort of what an account configures, agents or LLMs: created, read, listed; never changed. */
final class Configured {

  /** Each may be as large as a body. */
  private static final int MAX = 1_000;

  private static final Set<String> QUERIES =
      Set.of("version=0", "version=latest", "version=latest_published");
  private static final String ENGINE = "response_engine";

  /** What each kind of response engine is named by. */
  private static final SortedMap<String, String> ENGINES =
      new TreeMap<>(
          Map.of(
              "retell-llm", "llm_id",
              "custom-llm", "llm_websocket_url",
              "conversation-flow", "conversation_flow_id"));

  private final String idName;
  private final String idPrefix;
  private final List<String> required;
  private final UnaryOperator<ObjectNode> summary;
  private final InstantSource clock;

  /**
   * By id: in the order they were made, after which comes the one that was there from the start.
   */
  private final ConcurrentNavigableMap<String, ObjectNode> things = new ConcurrentSkipListMap<>();

  private final AtomicLong number = new AtomicLong();

  private Configured(
      String idName,
      String idPrefix,
      List<String> required,
      UnaryOperator<ObjectNode> summary,
      InstantSource clock) {
    this.idName = idName;
    this.idPrefix = idPrefix;
    this.required = required;
    this.summary = summary;
    this.clock = clock;
  }

  /** Agents; one is there from the start. */
  static Configured agents(InstantSource clock) {
    var agents =
        new Configured(
            "agent_id",
            "agent_",
            List.of("response_engine", "voice_id"),
            Configured::agentSummary,
            clock);
    var first = JsonNodeFactory.instance.objectNode();
    first.put("agent_name", "Sandbox agent").put("voice_id", "sandbox-voice");
    first.putObject("response_engine").put("type", "retell-llm").put("llm_id", "llm_sandbox");
    agents.add("agent_sandbox", first);
    return agents;
  }

  /** Retell's own LLMs; one is there from the start. */
  static Configured llms(InstantSource clock) {
    var llms = new Configured("llm_id", "llm_", List.of(), whole -> whole, clock);
    llms.add(
        "llm_sandbox",
        JsonNodeFactory.instance.objectNode().put("general_prompt", "You remind people."));
    return llms;
  }

  Reply create(byte[] body) {
    try {
      var wanted = CreateBody.object(body);
      for (var name : required) {
        if (wanted.path(name).isMissingNode() || wanted.path(name).isNull()) {
          throw Refusal.badRequest(name + " is required");
        }
      }
      if (wanted.has(ENGINE)) {
        checkEngine(wanted.get(ENGINE));
      }
      if (things.size() >= MAX) {
        throw Refusal.badRequest("The sandbox keeps " + MAX + " of these and no more");
      }
      return new Reply.JsonReply(
          201, add("%s%027x".formatted(idPrefix, number.incrementAndGet()), wanted));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  /** One of them; there is version 0 of each, which is the latest too. */
  Reply get(String id, String query) {
    if (!query.isEmpty() && !QUERIES.contains(query)) {
      return unknown();
    }
    return Optional.ofNullable(things.get(id))
        .<Reply>map(thing -> new Reply.JsonReply(200, thing))
        .orElseGet(Configured::unknown);
  }

  private static Reply unknown() {
    return Reply.error(422, "Cannot find requested asset under given api key");
  }

  private static void checkEngine(JsonNode engine) throws Refusal {
    var named = ENGINES.get(engine.path("type").asString(""));
    if (named == null) {
      throw Refusal.badRequest(ENGINE + ".type must be one of " + ENGINES.keySet());
    }
    if (engine.path(named).asString("").isBlank()) {
      throw Refusal.badRequest(ENGINE + '.' + named + " is required");
    }
  }

  /** A page of them. */
  Reply list(String query) {
    try {
      return list(ListPage.of(query));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  private Reply list(ListPage page) {
    var ordered = page.newestFirst() ? things.descendingMap() : things;
    var rest = page.after().isEmpty() ? ordered : ordered.tailMap(page.after(), false);
    var found = rest.entrySet().stream().limit(page.limit() + 1L).toList();
    var shown = found.subList(0, Math.min(page.limit(), found.size()));
    var answer = JsonNodeFactory.instance.objectNode();
    var items = answer.putArray("items");
    shown.forEach(thing -> items.add(summary.apply(thing.getValue())));
    boolean more = found.size() > shown.size();
    answer.put("has_more", more);
    if (more) {
      answer.put("pagination_key", shown.getLast().getKey());
    }
    return new Reply.JsonReply(200, answer);
  }

  private ObjectNode add(String id, ObjectNode wanted) {
    var thing =
        wanted
            .put(idName, id)
            .put("version", 0)
            .put("is_published", false)
            .put("last_modification_timestamp", clock.instant().toEpochMilli());
    things.put(id, thing);
    return thing;
  }

  private static ObjectNode agentSummary(ObjectNode agent) {
    var summary = JsonNodeFactory.instance.objectNode();
    summary.set("agent_id", agent.get("agent_id"));
    summary.put("agent_name", agent.path("agent_name").asString("Unnamed"));
    summary.put("channel", "voice").putObject("tags");
    summary.set("user_modified_timestamp", agent.get("last_modification_timestamp"));
    return summary;
  }
}
