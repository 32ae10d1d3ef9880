package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Callstream promises of every call, checked against what can be seen from outside: the
 * sandbox's ledger and its get-call, the webhooks on their topic, the read API and the events.
 */
final class Promises {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Of the row only; the event is without them (CONTRACT.md, "Messages"). */
  private static final List<String> NOT_IN_EVENTS =
      List.of("updated_at", "hold", "transcript_object", "transcript_with_tool_calls", "raw_extra");

  private final Rig rig;
  private final Calls calls;

  Promises(Rig rig) {
    this.rig = rig;
    this.calls = new Calls(rig);
  }

  /** Waits until every promise holds for these requests, whose calls only the sandbox ended. */
  void holdFor(Collection<Request> requests) {
    await("every promise holds")
        .atMost(Rig.LIMIT)
        .pollInterval(POLL)
        .ignoreException(UncheckedIOException.class)
        .untilAsserted(() -> check(requests));
  }

  private void check(Collection<Request> requests) {
    Ledger ledger = rig.ledger();
    Webhooks webhooks = rig.webhooks();
    Events events = rig.events();
    nobodyRangTwice(ledger);
    for (Request request : requests) {
      JsonNode row = calls.row(request);
      assertThat(Calls.ended(row)).as("ended: %s", row).isTrue();
      assertThat(row.path("to_number").asString()).isEqualTo(request.toNumber());
      Optional<String> retellCallId = ledger.retellCallIdOf(request);
      if (retellCallId.isPresent()) {
        rowIsWhatRetellSays(row, retellCallId.get(), webhooks);
      } else {
        rowSaysWhyThereIsNoCall(row);
      }
      eventsTellTheRow(row, events.of(request));
    }
  }

  /** Holds at every moment, for every attempt of every request that there ever was. */
  void nobodyRangTwice() {
    nobodyRangTwice(rig.ledger());
  }

  private static void nobodyRangTwice(Ledger ledger) {
    Map<String, Integer> rings = new HashMap<>();
    ledger.entries().stream()
        .filter(Ledger.Entry::rang)
        .forEach(entry -> rings.merge(entry.callId(), 1, Integer::sum));
    assertThat(rings).as("rings by call").allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
    assertThat(ledger.createsByDial())
        .as("creates by dial")
        .allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
  }

  private void rowIsWhatRetellSays(JsonNode row, String retellCallId, Webhooks webhooks) {
    JsonNode truth = new Truth(rig).of(retellCallId);
    String reason = truth.path("disconnection_reason").asString();
    Endings ending = Endings.ofReason(reason);
    assertThat(
            List.of(
                row.path("retell_call_id").asString(),
                row.path("disconnection_reason").asString(""),
                row.path("status").asString(),
                row.path("outcome").asString("")))
        .as("%s", row)
        .isEqualTo(List.of(retellCallId, reason, ending.status(), ending.outcome()));
    assertThat(instant(row.path("started_at"))).isEqualTo(epoch(truth.path("start_timestamp")));
    assertThat(instant(row.path("ended_at"))).isEqualTo(epoch(truth.path("end_timestamp")));
    webhooks.of(retellCallId).stream()
        .map(body -> body.path("call").path("call_analysis"))
        .filter(JsonNode::isObject)
        .forEach(analysis -> assertThat(row.path("call_analysis")).isEqualTo(analysis));
  }

  private static void rowSaysWhyThereIsNoCall(JsonNode row) {
    Endings ending = Endings.ofErrorCode(row.path("error_code").asString(""));
    assertThat(row.path("retell_call_id").isNull()).as("%s", row).isTrue();
    assertThat(List.of(row.path("status").asString(), row.path("outcome").asString()))
        .as("%s", row)
        .isEqualTo(List.of(ending.status(), ending.outcome()));
  }

  /** For a row that the sandbox does not know of. */
  void awaitEventsTellTheRow(String callId) {
    await("the events tell " + callId)
        .atMost(Rig.LIMIT)
        .pollInterval(POLL)
        .untilAsserted(() -> eventsTellTheRow(calls.row(callId), rig.events().of(callId)));
  }

  /** Each event once in content, versions without a gap, the highest version equal to the row. */
  private void eventsTellTheRow(JsonNode row, List<Events.Event> events) {
    assertThat(events).as("events of %s", row).isNotEmpty();
    assertThat(events.stream().map(Events.Event::version))
        .as("versions of %s", row.path("call_id"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events)
        .as("each event has one content")
        .allSatisfy(event -> assertThat(event.contents()).hasSize(1));
    if (!rig.wasInterrupted()) {
      assertThat(events)
          .as("each event is sent once while no relay was interrupted")
          .allSatisfy(event -> assertThat(event.times()).isEqualTo(1));
    }
    assertThat(row.path("version").asLong()).isEqualTo(events.size());
    ObjectNode expected = ((ObjectNode) row).deepCopy();
    expected.remove(NOT_IN_EVENTS);
    assertThat(events.getLast().call()).as("the last event's call").isEqualTo(expected);
  }

  private static Optional<Instant> instant(JsonNode value) {
    return value.isString() ? Optional.of(Instant.parse(value.asString())) : Optional.empty();
  }

  private static Optional<Instant> epoch(JsonNode value) {
    return value.isNumber() ? Optional.of(Instant.ofEpochMilli(value.asLong())) : Optional.empty();
  }
}
