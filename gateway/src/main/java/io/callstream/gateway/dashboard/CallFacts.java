package io.callstream.gateway.dashboard;

import io.callstream.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call on its own page.
 *
 * @param happened one sentence
 * @param open neither completed, failed nor cancelled
 * @param facts names and values, in the order they are shown
 */
record CallFacts(
    CallRow row,
    String happened,
    boolean open,
    @Nullable String recording,
    String requestId,
    List<Fact> facts,
    List<Fact> variables,
    List<Turn> transcript,
    List<Fact> analysis,
    List<Moment> timeline,
    String raw) {

  private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

  /** More of one turn are shown without their times. */
  private static final int WORDS_MAX = 2_000;

  /** A name and its value. */
  record Fact(String name, String value) {}

  /**
   * What somebody said.
   *
   * @param at the time in the call, empty when it is not known
   * @param words of the text, with their times; empty when these are not known
   */
  record Turn(String who, boolean agent, String at, String text, List<Word> words) {}

  /** A word, and the second of the call in which it was said. */
  record Word(String text, String at, String second) {}

  /** A step of the timeline. */
  record Moment(@Nullable When at, String title, String text, String source, String data) {}

  /** Of the API's detail view and timeline. */
  static CallFacts of(ObjectNode call, List<ObjectNode> timeline, Map<String, String> agentNames) {
    var status = text(call, "status");
    var recording = call.path("recording_url");
    return new CallFacts(
        CallRow.of(call),
        WhatHappened.sentence(status, text(call, "disconnection_reason"), text(call, "error_code")),
        !OVER.contains(status),
        recording.isString() && recording.stringValue().startsWith("https://")
            ? "/dashboard/calls/" + text(call, "call_id") + "/recording"
            : null,
        text(call, "request_id"),
        facts(call, agentNames),
        pairs(call.path("variables")),
        transcript(call),
        pairs(call.path("call_analysis")),
        timeline.stream().map(CallFacts::moment).toList(),
        call.toPrettyString());
  }

  private static List<Fact> facts(ObjectNode call, Map<String, String> agentNames) {
    var facts = new ArrayList<Fact>();
    add(facts, "To", text(call, "to_number"));
    add(facts, "From", text(call, "from_number"));
    var agent = text(call, "agent_id");
    add(facts, "Agent", agentNames.getOrDefault(agent, agent));
    add(facts, "Outcome", Words.name(text(call, "outcome")));
    add(facts, "Length", CallRow.duration(call));
    add(facts, "Attempt", String.valueOf(call.path("attempt").asInt(1)));
    add(facts, "Asked for by", text(call, "created_by"));
    add(facts, "Error", text(call, "error_message"));
    var cost = call.path("call_cost").path("combined_cost");
    add(
        facts,
        "Cost",
        cost.isNumber() ? String.format(Locale.ENGLISH, "$%.2f", cost.doubleValue() / 100) : "");
    var latency = call.path("latency").path("e2e").path("p50");
    add(
        facts,
        "Answers after (half of the time)",
        latency.isNumber() ? Math.round(latency.doubleValue()) + " ms" : "");
    add(facts, "Call id", text(call, "call_id"));
    add(facts, "Retell's id", text(call, "retell_call_id"));
    return facts;
  }

  private static void add(List<Fact> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new Fact(name, value));
    }
  }

  private static List<Fact> pairs(JsonNode object) {
    return object.properties().stream()
        .filter(member -> !member.getValue().isNull())
        .map(member -> new Fact(Words.name(member.getKey()), plain(member.getValue())))
        .toList();
  }

  private static String plain(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? "yes" : "no";
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static List<Turn> transcript(ObjectNode call) {
    return call.path("transcript_object").valueStream().map(CallFacts::turn).toList();
  }

  private static Turn turn(JsonNode said) {
    boolean agent = said.path("role").asString("").equals("agent");
    var start = said.path("words").path(0).path("start");
    return new Turn(
        agent ? "Agent" : "Person",
        agent,
        start.isNumber() ? clock(start.doubleValue()) : "",
        said.path("content").asString(""),
        words(said));
  }

  /** Only where they are what was said, and no more nor less. */
  private static List<Word> words(JsonNode said) {
    var words = said.path("words").valueStream().limit(WORDS_MAX).map(CallFacts::word).toList();
    var together = words.stream().map(Word::text).collect(Collectors.joining());
    return bare(together).equals(bare(said.path("content").asString(""))) ? words : List.of();
  }

  private static String bare(String text) {
    return text.replaceAll("\\s", "");
  }

  private static Word word(JsonNode word) {
    double start = word.path("start").asDouble(0);
    return new Word(
        word.path("word").asString("").strip() + " ",
        clock(start),
        String.format(Locale.ROOT, "%.2f", Math.max(0, start)));
  }

  /** Minutes and seconds into the call. */
  private static String clock(double seconds) {
    long whole = Math.max(0, (long) seconds);
    return String.format(Locale.ENGLISH, "%d:%02d", whole / 60, whole % 60);
  }

  private static Moment moment(ObjectNode item) {
    var data = item.path("data");
    return new Moment(
        When.of(item.path("at")),
        Words.name(text(item, "fact")),
        text(item, "text"),
        text(item, "source"),
        data.isObject() && !data.isEmpty()
            ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(data)
            : "");
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }
}
