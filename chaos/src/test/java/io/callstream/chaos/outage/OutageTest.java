package io.callstream.chaos.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutageTest {

  private static Instant closing(String from) {
    return Outage.closing(Instant.parse(from));
  }

  @Test
  void aWindowClosesWithTheMinute() {
    assertThat(closing("2026-03-01T10:00:30Z")).isEqualTo(Instant.parse("2026-03-01T10:01:00Z"));
    assertThat(Outage.window(closing("2026-03-01T10:00:30Z")))
        .containsEntry("from", "00:00")
        .containsEntry("to", "10:01")
        .containsEntry("timezone", "UTC");
  }

  /** From 00:00 to 24:00 every day it would be open for ever, and to 00:00 be none. */
  @Test
  void noneClosesAtMidnight() {
    assertThat(closing("2026-03-01T23:59:10Z")).isEqualTo(Instant.parse("2026-03-02T00:01:00Z"));
    assertThat(Outage.window(closing("2026-03-01T23:59:10Z"))).containsEntry("to", "00:01");
  }
}
