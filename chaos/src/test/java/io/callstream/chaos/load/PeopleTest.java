package io.callstream.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PeopleTest {

  @Test
  void areNotAnsweredLateInALongRunThatTheyComeTooFast() {
    assertThat(People.of(1, 100_000)).doesNotHaveDuplicates();
    assertThat(People.of(1, 200)).anyMatch(number -> number.endsWith("40"));
    assertThat(People.of(1, 100_000).subList(200, 100_000))
        .noneMatch(number -> number.endsWith("40"));
    assertThat(Numbers.of(1, 200)).anyMatch(number -> number.endsWith("40"));
    assertThat(Arrays.asList(Numbers.of(1, 20_000)).subList(204, 20_000))
        .noneMatch(number -> number.endsWith("40"));
  }

  @Test
  void areEachThereOnceAndNoneOfTheSingleCalls() {
    assertThat(People.of(1, 5_000)).hasSize(5_000).doesNotHaveDuplicates();
    assertThat(People.of(1, 5_000))
        .doesNotContainAnyElementsOf(Arrays.asList(Numbers.of(1, 5_000)));
    assertThat(People.of(1, 100)).isEqualTo(People.of(1, 100)).isNotEqualTo(People.of(2, 100));
  }
}
