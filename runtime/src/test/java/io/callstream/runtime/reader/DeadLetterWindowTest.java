package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLetterWindowTest {

  private final DeadLetterWindow window = new DeadLetterWindow();

  @Test
  void takesAHundredDeadLettersAndRefusesTheNext() {
    for (int i = 0; i < 100; i++) {
      assertThat(window.isFull()).isFalse();
      window.add(true);
    }
    assertThat(window.isFull()).isTrue();
  }

  @Test
  void oneInFiveNeverFillsIt() {
    for (int i = 0; i < 5_000; i++) {
      boolean dead = i % 5 == 0;
      assertThat(dead && window.isFull()).as("record %d", i).isFalse();
      window.add(dead);
    }
  }

  @Test
  void takesOfABatchWhatItWouldTakeOneByOneAndStaysAsItIs() {
    for (int i = 0; i < 99; i++) {
      window.add(true);
    }
    assertThat(window.takes(List.of(false, true))).isTrue();
    assertThat(window.takes(List.of(true, false, true))).isFalse();
    assertThat(window.takes(List.of(true))).isTrue();
  }

  @Test
  void fiveHundredGoodRecordsEmptyIt() {
    for (int i = 0; i < 100; i++) {
      window.add(true);
    }
    for (int i = 0; i < 500; i++) {
      window.add(false);
    }
    assertThat(window.isFull()).isFalse();
  }
}
