package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.LineFacts.Control;
import io.callstream.dispatcher.rules.LineFacts.GuardView;
import io.callstream.dispatcher.rules.LineState.Shut;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateRulesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final int UNANSWERED_MAX = 5;

  private static final Control RUNNING = new Control(true, false, null);
  private static final GuardView OPEN = new GuardView(null, true, NOW, NOW);
  private static final LineFacts CLEAR =
      new LineFacts(NOW, RUNNING, OPEN, LineState.CLEAR, 0, NOW, 0, 0, 20);
  private static final CallFacts DUE =
      new CallFacts(
          CallState.WAITING, NOW, NOW.plusSeconds(1), false, List.of(), false, false, null);

  @Test
  void aClearLineAndADueCallAreDialled() {
    assertThat(GateRules.line(CLEAR, UNANSWERED_MAX)).isEmpty();
    assertThat(GateRules.call(DUE, Duration.ZERO, NOW)).isEqualTo(new Verdict.Dial());
  }

  @Test
  void controlThatCannotBeReadShutsTheGate() {
    assertThat(code(control(new Control(false, false, null))))
        .isEqualTo(HoldCode.CONTROL_UNAVAILABLE);
  }

  @Test
  void stopAllShutsTheGate() {
    assertThat(code(control(new Control(true, true, null)))).isEqualTo(HoldCode.STOP_ALL);
  }

  @Test
  void theRestoreGuardShutsTheGate() {
    assertThat(code(guard(new GuardView("restored", true, NOW, NOW))))
        .isEqualTo(HoldCode.RESTORE_GUARD);
    assertThat(code(guard(new GuardView(null, false, NOW, NOW)))).isEqualTo(HoldCode.RESTORE_GUARD);
  }

  @Test
  void aServerThatWasStartedSinceThePastWasReadBackShutsTheGate() {
    var earlier = NOW.minusSeconds(1);

    assertThat(code(guard(new GuardView(null, true, NOW, null)))).isEqualTo(HoldCode.RESTORE_GUARD);
    assertThat(code(guard(new GuardView(null, true, NOW, earlier))))
        .isEqualTo(HoldCode.RESTORE_GUARD);
    assertThat(code(CLEAR.readBackUnder(earlier))).isEqualTo(HoldCode.RESTORE_GUARD);
  }

  @Test
  void aShutLineStaysShutUntilItIsReopenedLater() {
    var shut = new LineState(0, null, null, 0, null, new Shut(NOW, "401"));

    assertThat(code(line(shut, null, 0))).isEqualTo(HoldCode.LINE_STOPPED);
    assertThat(code(line(shut, NOW, 0))).isEqualTo(HoldCode.LINE_STOPPED);
    assertThat(code(line(shut, NOW.plusSeconds(1), 0))).isNull();
  }

  @Test
  void threeSecondCallsShutTheLine() {
    assertThat(code(line(LineState.CLEAR, null, 2))).isNull();
    assertThat(code(line(LineState.CLEAR, null, 3))).isEqualTo(HoldCode.LINE_STOPPED);
  }

  @Test
  void aRestingLineShutsTheGate() {
    var resting = new LineState(3, NOW.plusSeconds(1), null, 0, null, null);

    assertThat(code(line(resting, null, 0))).isEqualTo(HoldCode.PROVIDER_BACKOFF);
  }

  @Test
  void noMoreDialsThanSlots() {
    assertThat(code(counts(NOW, 0, 19, 20))).isNull();
    assertThat(code(counts(NOW, 0, 20, 20))).isEqualTo(HoldCode.NO_SLOT);
    assertThat(code(counts(NOW, 0, 0, 0))).isEqualTo(HoldCode.NO_SLOT);
  }

  @Test
  void slotsThatCannotBeReadShutTheGate() {
    assertThat(code(counts(NOW, 0, 0, null))).isEqualTo(HoldCode.PROVIDER_BACKOFF);
  }

  @Test
  void noMoreCreatesUnansweredThanAllowed() {
    assertThat(code(counts(NOW, 4, 4, 20))).isNull();
    assertThat(code(counts(NOW, 5, 5, 20))).isEqualTo(HoldCode.PACED);
  }

  @Test
  void noDialBeforeTheRatesNextMoment() {
    assertThat(code(counts(NOW.plusMillis(1), 0, 0, 20))).isEqualTo(HoldCode.PACED);
  }

  @Test
  void asManyGoAtOnceAsThereIsRoomForAndOneWhileTheLineIsNotWell() {
    assertThat(GateRules.room(counts(NOW, 2, 2, 20), UNANSWERED_MAX)).isEqualTo(3);
    assertThat(GateRules.room(counts(NOW, 0, 18, 20), UNANSWERED_MAX)).isEqualTo(2);
    for (var sick :
        List.of(
            new LineState(1, null, null, 0, null, null),
            new LineState(0, NOW, null, 0, null, null),
            new LineState(0, null, null, 1, null, null),
            new LineState(0, null, null, 0, NOW, null))) {
      assertThat(GateRules.room(line(sick, null, 0), UNANSWERED_MAX)).isEqualTo(1);
    }
  }

  @Test
  void aCancelledRequestIsNotDialled() {
    assertThat(verdict(c -> with(c, true, c.expiresAt(), c.dueAt())))
        .isInstanceOf(Verdict.Leave.class);
  }

  @Test
  void anExpiredCallIsNotDialledFromTheVeryMomentOn() {
    assertThat(verdict(c -> with(c, false, NOW, c.dueAt()))).isInstanceOf(Verdict.Leave.class);
  }

  @Test
  void aCallThatIsNotDueWaitsUntilItIs() {
    var due = NOW.plusSeconds(1);

    assertThat(verdict(c -> with(c, false, NOW.plusSeconds(5), due)))
        .isEqualTo(new Verdict.Wait(new Hold(HoldCode.SCHEDULED, "It is not due yet", due), due));
  }

  @ParameterizedTest
  @EnumSource(
      value = DialState.class,
      names = {"REJECTED", "NOT_SENT"},
      mode = EnumSource.Mode.EXCLUDE)
  void aCallWithADialThatMayHaveRungIsNotDialled(DialState earlier) {
    assertThat(verdict(c -> dials(c, List.of(DialState.REJECTED, earlier), false)))
        .isInstanceOf(Verdict.Leave.class);
  }

  @Test
  void aCallWhoseDialsDefinitelyDidNotRingIsDialled() {
    assertThat(verdict(c -> dials(c, List.of(DialState.REJECTED, DialState.NOT_SENT), false)))
        .isEqualTo(new Verdict.Dial());
  }

  @Test
  void aCallThatCouldBeginAfterItsExpiryIsNotDialled() {
    var call = with(DUE, false, NOW.plusSeconds(2), NOW);

    assertThat(GateRules.call(call, Duration.ofSeconds(2), NOW)).isInstanceOf(Verdict.Leave.class);
    assertThat(GateRules.call(call, Duration.ofMillis(1_999), NOW)).isEqualTo(new Verdict.Dial());
  }

  @Test
  void aThrottledCallWaitsForAnEmptyList() {
    assertThat(hold(verdict(c -> dials(c, List.of(DialState.REJECTED), true))))
        .isEqualTo(HoldCode.PROVIDER_BACKOFF);
  }

  @ParameterizedTest
  @EnumSource(
      value = CallState.class,
      names = {"IN_FLIGHT", "DONE"})
  void aCallThatDoesNotWaitIsNotDialled(CallState state) {
    var call = new CallFacts(state, NOW, NOW.plusSeconds(1), false, List.of(), false, false, null);

    assertThat(GateRules.call(call, Duration.ZERO, NOW)).isInstanceOf(Verdict.Leave.class);
  }

  @Test
  void aNumberThatIsBeingCalledOrWasShutIsNotDialled() {
    assertThat(hold(number(true, null))).isEqualTo(HoldCode.OPEN_CALL);
    assertThat(hold(number(false, NOW.plusSeconds(1)))).isEqualTo(HoldCode.OPEN_CALL);
    assertThat(number(false, NOW)).isEqualTo(new Verdict.Dial());
  }

  private static LineFacts control(Control control) {
    return new LineFacts(NOW, control, OPEN, LineState.CLEAR, 0, NOW, 0, 0, 20);
  }

  private static LineFacts guard(GuardView guard) {
    return new LineFacts(NOW, RUNNING, guard, LineState.CLEAR, 0, NOW, 0, 0, 20);
  }

  private static LineFacts line(LineState line, @Nullable Instant reopened, int duplicates) {
    var control = new Control(true, false, reopened);
    return new LineFacts(NOW, control, OPEN, line, duplicates, NOW, 0, 0, 20);
  }

  private static LineFacts counts(
      Instant nextDialAt, int unanswered, int taken, @Nullable Integer slots) {
    return new LineFacts(
        NOW, RUNNING, OPEN, LineState.CLEAR, 0, nextDialAt, unanswered, taken, slots);
  }

  private static @Nullable HoldCode code(LineFacts facts) {
    return GateRules.line(facts, UNANSWERED_MAX).map(Hold::code).orElse(null);
  }

  private static Verdict verdict(UnaryOperator<CallFacts> change) {
    return GateRules.call(change.apply(DUE), Duration.ZERO, NOW);
  }

  private static @Nullable HoldCode hold(Verdict verdict) {
    return verdict instanceof Verdict.Wait waits ? waits.hold().code() : null;
  }

  private static CallFacts with(CallFacts c, boolean cancelled, Instant expiresAt, Instant dueAt) {
    return new CallFacts(
        c.state(), dueAt, expiresAt, cancelled, c.dials(), c.uncleared(), false, null);
  }

  private static CallFacts dials(CallFacts c, List<DialState> dials, boolean uncleared) {
    return new CallFacts(c.state(), c.dueAt(), c.expiresAt(), false, dials, uncleared, false, null);
  }

  private static Verdict number(boolean open, @Nullable Instant shutUntil) {
    return GateRules.call(
        new CallFacts(
            CallState.WAITING, NOW, NOW.plusSeconds(1), false, List.of(), false, open, shutUntil),
        Duration.ZERO,
        NOW);
  }
}
