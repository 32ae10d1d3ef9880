package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Dials.Dial;
import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.CampaignLoad.Quiet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the dispatcher wrote down, beside what the provider received. */
class DialsTest {

  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Ledger LEDGER =
      new Ledger(List.of(new Create(AT, "c1", "r1", "d1", "+1", "call_1", true, 0)));

  private static Dials one(String request, String number, @Nullable Instant placedAt) {
    return Dials.of(
        List.of(new Dial("d1", "c1", request, "p1", number, AT, "unknown", AT, placedAt)));
  }

  @Test
  void aCreateOfADialThatWasWrittenDownHolds() {
    assertThat(one("r1", "+1", null).writtenDown(LEDGER).holds()).isTrue();
  }

  @Test
  void aCreateOfNoDialAndOneThatSaysSomethingElseAreSeen() {
    assertThat(Dials.of(List.of()).writtenDown(LEDGER).broken()).isTrue();
    assertThat(one("r2", "+1", null).writtenDown(LEDGER).broken()).isTrue();
    assertThat(one("r1", "+2", null).writtenDown(LEDGER).broken()).isTrue();
  }

  @Test
  void aDoubtThatLastedTooLongOrForEverIsSeen() {
    assertThat(one("r1", "+1", AT.plusSeconds(120)).settled(LEDGER).holds()).isTrue();
    assertThat(one("r1", "+1", AT.plusSeconds(121)).settled(LEDGER).holds()).isFalse();
    assertThat(one("r1", "+1", null).settled(LEDGER).holds()).isFalse();
  }

  @Test
  void aDialInATimeInWhichNobodyWasToBeDialledIsSeen() {
    assertThat(within("p1", -1, 1)).isFalse();
    assertThat(within("", -1, 1)).isFalse();
    assertThat(within("p2", -1, 1)).isTrue();
    assertThat(within("p1", 1, 2)).isTrue();
    assertThat(within("p1", -2, -1)).isTrue();
  }

  private static boolean sent(int seconds, int held) {
    Create late = new Create(AT.plusSeconds(seconds), "c1", "r1", "d1", "+1", "call_1", true, 201);
    return !one("r1", "+1", null)
        .sentInTime(new Ledger(List.of(late)), Duration.ofSeconds(held))
        .broken();
  }

  @Test
  void aCreateThatLeftAfterTheWriteLimitIsSeenUnlessItWasHeldBack() {
    assertThat(sent(5, 0)).isTrue();
    assertThat(sent(6, 0)).isFalse();
    assertThat(sent(6, 1)).isTrue();
    assertThat(sent(7, 1)).isFalse();
  }

  private static boolean within(String campaign, int from, int to) {
    return one("r1", "+1", null)
        .noneWithin(List.of(new Quiet(campaign, AT.plusSeconds(from), AT.plusSeconds(to))))
        .holds();
  }
}
