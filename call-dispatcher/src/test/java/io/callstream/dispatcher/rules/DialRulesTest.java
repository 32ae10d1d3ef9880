package io.callstream.dispatcher.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.dispatcher.rules.DialNews.GivenUp;
import io.callstream.dispatcher.rules.DialNews.NotSent;
import io.callstream.dispatcher.rules.DialNews.Refused;
import io.callstream.dispatcher.rules.DialNews.Throttled;
import io.callstream.dispatcher.rules.DialNews.Unsure;
import io.callstream.dispatcher.rules.DialStep.Moves;
import io.callstream.dispatcher.rules.DialStep.SecondCall;
import io.callstream.dispatcher.rules.DialStep.Stays;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DialRulesTest {

  private static final Map<String, DialNews> NEWS =
      Map.of(
          "accepted", new Accepted("r1"),
          "other_call", new Accepted("r2"),
          "refused", new Refused(422, "no agent"),
          "throttled", new Throttled("slow down", null),
          "not_sent", new NotSent("closed"),
          "unsure", new Unsure("cut"),
          "given_up", new GivenUp());

  /** Every state with every news: what the dial does, {@code .} for nothing. */
  private static final String TABLE =
      """
      state      accepted     other_call   refused   throttled  not_sent   unsure    given_up
      dialling   placed       placed       rejected  rejected   not_sent   unknown   .
      unknown    placed       placed       rejected  rejected   not_sent   .         abandoned
      placed     .            second       .         .          .          .         .
      rejected   placed+late  placed+late  .         .          .          .         .
      not_sent   placed+late  placed+late  .         .          .          .         .
      abandoned  placed+late  placed+late  .         .          .          .         .
      ended      .            second       .         .          .          .         .
      """;

  @TestFactory
  List<DynamicTest> eachStateTakesEachNewsAsTheTableSays() {
    var lines = TABLE.lines().map(line -> line.split(" +")).toList();
    var tests = new ArrayList<DynamicTest>();
    for (var line : lines.subList(1, lines.size())) {
      for (int column = 1; column < line.length; column++) {
        var state = DialState.of(line[0]);
        var news = lines.getFirst()[column];
        var expected = line[column];
        tests.add(
            DynamicTest.dynamicTest(
                line[0] + " hears " + news,
                () -> assertThat(step(state, news)).isEqualTo(expected)));
      }
    }
    return tests;
  }

  @Test
  void theTableHasEveryStateAndEveryNews() {
    var lines = TABLE.lines().map(line -> Arrays.asList(line.split(" +"))).toList();

    assertThat(lines.stream().skip(1).map(List::getFirst))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DialState.values()).map(DialState::wire).toList());
    assertThat(lines.getFirst().stream().skip(1))
        .containsExactlyInAnyOrderElementsOf(NEWS.keySet());
    assertThat(NEWS.values().stream().map(Object::getClass).distinct().toList())
        .hasSize(DialNews.class.getPermittedSubclasses().length);
  }

  @Test
  void noNewsLeadsBackToAStateThatMaySend() {
    for (var state : DialState.values()) {
      for (var news : NEWS.keySet()) {
        assertThat(step(state, news)).isNotEqualTo("dialling");
      }
    }
  }

  @Test
  void aNumberIsShutFromTheGateUntilTheLongestCallWouldBeOver() {
    var gate = Instant.parse("2026-01-01T10:00:00Z");

    assertThat(DialRules.shutUntil(gate, Duration.ofMinutes(5), Duration.ofHours(2)))
        .isEqualTo(Instant.parse("2026-01-01T12:05:00Z"));
  }

  private static String step(DialState state, String news) {
    boolean hasCall = state == DialState.PLACED || state == DialState.ENDED;
    return switch (DialRules.next(state, hasCall ? "r1" : null, requireNonNull(NEWS.get(news)))) {
      case Stays _ -> ".";
      case SecondCall second -> second.retellCallId().equals("r2") ? "second" : "?";
      case Moves moves -> moves.to().wire() + (moves.late() ? "+late" : "");
    };
  }
}
