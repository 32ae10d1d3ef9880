package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotVerdictTest {

  private static final OptionalLong REACHED = OptionalLong.of(100);

  @Test
  void aSlotThatConfirmedNoMoreThanWasPublishedIsUsable() {
    assertThat(SlotVerdict.of(slot("reserved", null, 100), REACHED))
        .isEqualTo(new SlotVerdict.Usable());
    assertThat(SlotVerdict.of(slot("extended", null, 99), REACHED))
        .isEqualTo(new SlotVerdict.Usable());
  }

  @Test
  void aSlotThatConfirmedMoreHasLetGoOfUnpublishedRows() {
    assertAnew(SlotVerdict.of(slot("reserved", null, 101), REACHED));
  }

  @Test
  void aMissingSlotIsMade() {
    assertAnew(SlotVerdict.of(Optional.empty(), REACHED));
    assertAnew(SlotVerdict.of(Optional.empty(), OptionalLong.empty()));
  }

  @Test
  void aLostSlotIsMadeAnew() {
    assertAnew(SlotVerdict.of(slot("lost", null, 50), REACHED));
    assertAnew(SlotVerdict.of(slot("reserved", "wal_removed", 50), REACHED));
  }

  @Test
  void aSlotWhoseBeginningWasNotFinishedIsMadeAnew() {
    assertAnew(SlotVerdict.of(slot("reserved", null, 50), OptionalLong.empty()));
  }

  private static void assertAnew(SlotVerdict verdict) {
    assertThat(verdict).isInstanceOf(SlotVerdict.MakeAnew.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 499, false",
    "1000, 501, true",
    "-1, 1073741824, false",
    "-1, 1073741825, true",
  })
  void isFillingFromHalfOfItsBoundOn(long bound, long kept, boolean filling) {
    assertThat(new SlotState("reserved", null, 0, kept, bound).isFilling()).isEqualTo(filling);
  }

  private static Optional<SlotState> slot(
      String walStatus, @Nullable String invalidation, long confirmed) {
    return Optional.of(new SlotState(walStatus, invalidation, confirmed, 0, -1));
  }
}
