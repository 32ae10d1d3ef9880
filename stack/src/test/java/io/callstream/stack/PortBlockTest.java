package io.callstream.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PortBlockTest {

  @Test
  void givesEachPortInTurnAndNoneTwiceInARow() {
    var block = PortBlock.take();
    var seen = new HashSet<Integer>();

    for (int i = 0; i < 100; i++) {
      assertThat(seen.add(block.next(_ -> true).getAsInt())).isTrue();
    }
    assertThat(block.isHeld()).isTrue();
  }

  @Test
  void skipsWhatIsTakenAndSaysWhenAllIs() {
    var block = PortBlock.take();
    int first = block.next(_ -> true).getAsInt();

    assertThat(block.next(port -> port > first + 5).getAsInt()).isEqualTo(first + 6);
    assertThat(block.next(_ -> false)).isEmpty();
  }
}
