package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Dials.Dial;
import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.check.OutageClaims.Asked;
import io.callstream.chaos.load.Accepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A dispatcher that never wakes up again, and one that dials the dead of the night. */
class OutageClaimsTest {

  private static final Instant BACK = Instant.parse("2026-03-01T10:00:00Z");
  private static final int CALLS = 10;

  private static String id(int n) {
    return new UUID(0, n).toString();
  }

  private static String number(int n) {
    return "+1212%07d".formatted(n);
  }

  /** The last one may be called until then, the others for an hour. */
  private static List<Asked> asked(Instant last) {
    return IntStream.range(0, CALLS)
        .mapToObj(n ->
            new Asked(
                new Accepted(new UUID(0, n), number(n), BACK.minusSeconds(60)),
                n == CALLS - 1 ? last : BACK.plusSeconds(3_600)))
        .toList();
  }

  private static Create ring(int n, Instant at) {
    return new Create(at, id(n), id(n), "d" + n, number(n), "call_" + n, true, 201);
  }

  private static List<Create> rings(int calls) {
    return IntStream.range(0, calls).mapToObj(n -> ring(n, BACK.plusSeconds(n))).toList();
  }

  private static boolean hold(List<Asked> asked, List<Create> creates, Dial... dials) {
    return OutageClaims.found(asked, BACK, new Ledger(creates), Map.of(), Dials.of(List.of(dials)))
        .stream()
        .allMatch(Claim::holds);
  }

  @Test
  void everybodyWhoCanStillBeCalledAfterItIsCalled() {
    assertThat(hold(asked(BACK.plusSeconds(3_600)), rings(CALLS))).isTrue();
    assertThat(hold(asked(BACK), rings(CALLS - 1))).isTrue();
  }

  @Test
  void anOutageAfterWhichNobodyIsCalledIsSeen() {
    assertThat(hold(asked(BACK), List.of())).isFalse();
  }

  @Test
  void oneWhoIsForgottenIsSeenUnlessADialOfTheirsWasLost() {
    List<Asked> asked = asked(BACK.plusSeconds(3_600));
    Dial lost =
        new Dial(
            "d9", id(9), id(9), "null", number(9), BACK.minusSeconds(9), "abandoned", BACK, null);

    assertThat(hold(asked, rings(CALLS - 1))).isFalse();
    assertThat(hold(asked, rings(CALLS - 1), lost)).isTrue();
  }

  @Test
  void aCallAfterItsWindowHasClosedIsSeen() {
    List<Create> creates = new ArrayList<>(rings(CALLS - 1));
    creates.add(ring(CALLS - 1, BACK.plusSeconds(20)));

    assertThat(hold(asked(BACK.plusSeconds(19)), creates)).isTrue();
    assertThat(hold(asked(BACK.plusSeconds(18)), creates)).isFalse();
  }
}
