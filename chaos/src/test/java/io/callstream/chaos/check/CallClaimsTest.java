package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Ledger.Create;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallClaimsTest {

  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private static Claim none(int from, int to) {
    Create create = new Create(AT, "c1", "r1", "d1", "+1", "call_1", true, 201);
    return CallClaims.noneBetween(
        "nobody was", new Ledger(List.of(create)), AT.plusSeconds(from), AT.plusSeconds(to));
  }

  @Test
  void aCreateInATimeInWhichNobodyWasToBeDialledIsSeen() {
    assertThat(none(-1, 1).broken()).isTrue();
    assertThat(none(1, 2).atLeast(1).holds()).isTrue();
    assertThat(none(-2, -1).atLeast(2).holds()).isFalse();
  }
}
