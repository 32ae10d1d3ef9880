package io.callstream.projector.fold;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;
import io.callstream.projector.Records;
import io.callstream.retell.ending.DisconnectionReason;
import io.callstream.retell.ending.DisconnectionReasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tables are data: {@code ends.txt} and {@code transitions.txt}; a missing pair is a failure.
 */
class StatusMappingTest {

  private static final List<String> STATUSES =
      List.of(
          "registered", "ongoing", "ended", "not_connected", "error", "status_of_tomorrow", "-");

  private static final List<String> NEW_REASONS =
      List.of("-", "reason_of_tomorrow", "error_of_tomorrow", "dial_of_tomorrow");

  private static final Map<String, Signal> SIGNALS = Signals.all();

  @Test
  void tableOfEndsHasEachReasonOfRetellAndNoOther() {
    var inTable = ends().keySet().stream().map(pair -> firstWord(pair)).distinct();

    assertThat(inTable).containsExactlyInAnyOrderElementsOf(reasons().toList());
    assertThat(DisconnectionReasons.all()).as("34 current, 4 old").hasSize(38);
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void endMapsByReasonThenByStatus(String reason) {
    for (var status : STATUSES) {
      for (var event : List.of("call_ended", "call_analyzed")) {
        var standing = after(Signals.webhook(event, end(status, reason))).standing();

        assertThat(standing.status().wire() + " " + wire(standing.outcome()))
            .as("%s with status %s and reason %s", event, status, reason)
            .isEqualTo(expectedEnd(reason, status));
      }
    }
  }

  @Test
  void tableOfTransitionsHasEachPairAndNoOther() {
    var table = transitions();

    assertThat(table.keySet()).isEqualTo(SIGNALS.keySet());
    table.forEach((state, row) -> assertThat(row.keySet()).as(state).isEqualTo(SIGNALS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("states")
  void signalLeadsFromStateToStatus(String state) {
    var before = after(signal("requested"), signal(state));
    Objects.requireNonNull(transitions().get(state))
        .forEach((name, expected) -> {
          var first = StatusMapping.next(before, signal(name)).standing();
          if (!expected.equals("either")) {
            assertThat(text(first)).as("%s, then %s", state, name).isEqualTo(expected);
          }
        });
  }

  @Test
  void everyStatusIsReachedByTheTransitions() {
    var reached =
        transitions().values().stream()
            .flatMap(row -> row.values().stream())
            .map(StatusMappingTest::firstWord);

    assertThat(reached)
        .contains(Stream.of(CallStatus.values()).map(CallStatus::wire).toArray(String[]::new));
  }

  @Test
  void reasonAloneEndsNothing() {
    var call = Signals.call("ongoing").put("disconnection_reason", "user_hangup");

    var row = after(Signals.webhook("transfer_started", call));

    assertThat(row.standing().status()).isEqualTo(CallStatus.IN_PROGRESS);
  }

  @Test
  void newWordsOfRetellAreNoticed() {
    var known = Signals.webhook("call_ended", end("ended", "user_hangup"));
    var newReason = Signals.webhook("call_ended", end("ended", "reason_of_tomorrow"));
    var newStatus = Signals.webhook("call_started", Signals.call("status_of_tomorrow"));

    assertThat(StatusMapping.bearsNews(known)).isFalse();
    assertThat(StatusMapping.bearsNews(newReason)).isTrue();
    assertThat(StatusMapping.bearsNews(newStatus)).isTrue();
  }

  static Stream<String> reasons() {
    return Stream.concat(
        DisconnectionReasons.all().stream().map(DisconnectionReason::name), NEW_REASONS.stream());
  }

  static Stream<String> states() {
    return SIGNALS.keySet().stream();
  }

  private static CallRow after(Signal... signals) {
    var row = StatusMapping.row(Signals.CALL_ID, 0, Claims.NONE);
    for (var signal : signals) {
      row = StatusMapping.next(row, signal);
    }
    return row;
  }

  private static ObjectNode end(String status, String reason) {
    var call = Signals.call("-".equals(status) ? null : status);
    return Records.over(
        call, "-".equals(reason) ? null : reason, Records.T0, Records.T0.plusSeconds(60));
  }

  private static Signal signal(String name) {
    return Objects.requireNonNull(SIGNALS.get(name), name);
  }

  private static String firstWord(String line) {
    return line.split(" ", 2)[0];
  }

  private static String text(Standing standing) {
    var code = standing.errorCode();
    return "%s %s %s"
        .formatted(
            standing.status().wire(), wire(standing.outcome()), code == null ? "-" : code.wire());
  }

  private static String wire(@Nullable Outcome outcome) {
    return outcome == null ? "-" : outcome.wire();
  }

  private static String expectedEnd(String reason, String status) {
    var ends = ends();
    var expected = ends.getOrDefault(reason + " *", ends.get(reason + " " + status));
    return Objects.requireNonNull(expected, "no line for " + reason + " with " + status);
  }

  private static Map<String, String> ends() {
    return lines("ends.txt").stream()
        .map(line -> line.split(" +", -1))
        .collect(toMap(word -> word[0] + " " + word[1], word -> word[2] + " " + word[3]));
  }

  private static Map<String, Map<String, String>> transitions() {
    var table = new HashMap<String, Map<String, String>>();
    var row = new HashMap<String, String>();
    for (var line : lines("transitions.txt")) {
      if (line.startsWith("[")) {
        row = new HashMap<>();
        table.put(line.substring(1, line.length() - 1), row);
      } else {
        var words = line.split(" +", 2);
        row.put(words[0], words[1]);
      }
    }
    return table;
  }

  private static List<String> lines(String resource) {
    try (var in = StatusMappingTest.class.getResourceAsStream("/" + resource)) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
