package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallstreamTest {

  @Test
  void withoutACommandItSaysWhichThereAre() {
    assertThat(Callstream.run()).isZero();
  }

  @Test
  void anUnknownCommandOrOptionCannotStart() {
    assertThat(Callstream.run("dance")).isEqualTo(2);
    assertThat(Callstream.run("stack", "--kafka-port=many")).isEqualTo(2);
  }
}
