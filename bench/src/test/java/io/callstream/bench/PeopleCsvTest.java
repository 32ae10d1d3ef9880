package io.callstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeopleCsvTest {

  @Test
  void everyNumberIsAnotherAndAnswersInTheSandbox() {
    var numbers = IntStream.range(0, 100_000).map(n -> n * 32).mapToObj(PeopleCsv::number).toList();

    assertThat(numbers)
        .doesNotHaveDuplicates()
        .allMatch(number -> number.matches("\\+1\\d{8}[6-9]\\d"));
  }

  @Test
  void everyRowIsCountedOnce() {
    var people = PeopleCsv.of(20_000, 500, 3);

    assertThat(lines(people)).hasSize(20_001);
    assertThat(people.accepted() + people.duplicates() + people.rejected()).isEqualTo(20_000);
    assertThat(people.duplicates()).isBetween(50, 250);
    assertThat(people.rejected()).isBetween(300, 700);
    assertThat(lines(people).filter(line -> line.contains("Again"))).hasSize(people.duplicates());
  }

  @Test
  void isTheSameEachTime() {
    assertThat(PeopleCsv.of(1_000, 0, 3)).isEqualTo(PeopleCsv.of(1_000, 0, 3));
  }

  @Test
  void withoutFaultsEverybodyIsAccepted() {
    assertThat(PeopleCsv.right(1_000, 7).accepted()).isEqualTo(1_000);
  }

  private static Stream<String> lines(PeopleCsv people) {
    return people.text().lines();
  }
}
