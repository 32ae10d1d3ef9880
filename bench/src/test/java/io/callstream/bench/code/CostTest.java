package io.callstream.bench.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostTest {

  @Test
  void lineStandsUnderItsHeading() {
    var line = new Cost("group", "who", 12_345.6, 7.8, 2_048).line();

    assertThat(line.strip().split(" {2,}")).containsExactly("who", "12,345.6", "± 7.8", "2,048");
    assertThat(line).hasSameSizeAs(Cost.heading("group"));
  }

  @Test
  void lineHasNoErrorWhereTooLittleWasMeasured() {
    assertThat(new Cost("group", "who", 5, null, 0).line()).doesNotContain("±");
  }

  @Test
  void costIsARateToo() {
    assertThat(new Cost("group", "who", 250, null, 0).figure().perSecond()).isEqualTo(4_000_000);
  }
}
