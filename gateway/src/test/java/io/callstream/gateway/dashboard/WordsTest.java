package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.HoldCode;
import io.callstream.retell.ending.DisconnectionReasons;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WordsTest {

  @Test
  void everyReasonOfRetellHasItsSentence() {
    assertThat(DisconnectionReasons.all()).allMatch(reason -> WhatHappened.knows(reason.name()));
  }

  @ParameterizedTest
  @EnumSource
  void everyEndOfOursHasItsSentence(ErrorCode code) {
    assertThat(WhatHappened.sentence("failed", "", code.name().toLowerCase(Locale.ROOT)))
        .doesNotStartWith("The call failed:");
  }

  @ParameterizedTest
  @EnumSource
  void everyHoldHasItsWords(HoldCode code) {
    assertThat(Words.hold(code.wire())).doesNotStartWith("held:");
  }

  @ParameterizedTest
  @CsvSource({
    "0, no time",
    "60, 1 minute",
    "1800, 30 minutes",
    "93600, 1 day 2 hours",
    "90061, 1 day 1 hour",
    "7, 7 seconds"
  })
  void spansAreWords(long seconds, String words) {
    assertThat(Words.span(Duration.ofSeconds(seconds))).isEqualTo(words);
  }

  @Test
  void aNewReasonIsSaidAsItIs() {
    assertThat(WhatHappened.sentence("failed", "moon_phase", "")).contains("moon_phase");
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "1400, 1 s", "59600, 1 min 0 s", "125000, 2 min 5 s", "3780000, 1 h 3 min"})
  void durationsAreWords(long millis, String words) {
    assertThat(Words.duration(millis)).isEqualTo(words);
  }
}
