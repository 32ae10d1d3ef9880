package io.callstream.local.journey;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** What the world has been told on call-events: each event once, with how often it was sent. */
record Events(List<Event> events) {

  /**
   * One event.
   *
   * @param contents what was sent under its id; more than one is a fault
   * @param times how often it was sent; more than once only when the relay was restarted
   */
  record Event(String id, Map<String, String> headers, List<JsonNode> contents, int times) {

    String callId() {
      return headers.getOrDefault(Headers.CE_SUBJECT, "");
    }

    String fact() {
      return value().path("fact").asString();
    }

    long version() {
      return value().path("version").asLong();
    }

    JsonNode call() {
      return value().path("call");
    }

    JsonNode value() {
      return contents.getFirst();
    }
  }

  static Events of(List<ConsumerRecord<String, byte[]>> records) {
    Map<String, Event> byId = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      Map<String, String> headers = TopicReader.headers(record);
      Event event =
          new Event(
              headers.getOrDefault(Headers.CE_ID, ""),
              headers,
              List.of(Json.tree(record.value())),
              1);
      byId.merge(event.id(), event, Events::merged);
    }
    return new Events(List.copyOf(byId.values()));
  }

  private static Event merged(Event first, Event repeat) {
    List<JsonNode> contents = new ArrayList<>(first.contents());
    repeat.contents().stream()
        .filter(content -> !contents.contains(content))
        .forEach(contents::add);
    return new Event(first.id(), first.headers(), contents, first.times() + repeat.times());
  }

  /** The events of one call by version. */
  List<Event> of(String callId) {
    return events.stream()
        .filter(event -> event.callId().equals(callId))
        .sorted(Comparator.comparingLong(Event::version))
        .toList();
  }

  List<Event> of(Request request) {
    return of(request.id().toString());
  }

  /** The facts of a call by version. */
  List<String> factsOf(Request request) {
    return of(request).stream().map(Event::fact).toList();
  }
}
