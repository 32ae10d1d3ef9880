package io.callstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonTest {

  private static final Path REMINDERS = Path.of("../examples/reminders.csv");

  @TempDir private Path folder;

  @Test
  void whatIsNeitherNumberNorIdIsAVariable() throws IOException {
    List<Person> people =
        read("to_number,external_id,name,clinic\n+12125550101,P1,Mona Silva,Northwind\n");

    assertThat(people)
        .containsExactly(
            new Person("+12125550101", "P1", Map.of("name", "Mona Silva", "clinic", "Northwind")));
  }

  @Test
  void aRowOfAnotherLengthIsNamed() {
    assertThatThrownBy(() -> read("to_number,external_id\n+12125550101,P1\n+12125550102\n"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("people.csv:3 has 1 cells, not 2");
  }

  @Test
  void theExampleNamesTwoHundredNumbersEachOnceAndAllOfTheSandboxsBehaviours() {
    List<Person> people = Person.read(REMINDERS);

    assertThat(people).hasSize(200);
    assertThat(new HashSet<>(people.stream().map(Person::toNumber).toList())).hasSize(200);
    assertThat(people.stream().map(Person::toNumber).map(PersonTest::lastTwoDigits).toList())
        .contains(
            "20", "21", "22", "23", "24", "25", "26", "30", "31", "40", "41", "42", "43", "50",
            "51", "52", "53");
  }

  @Test
  void inTheExampleUnknownAnswersNeverStandThreeInARow() {
    List<String> unknown = List.of("30", "31", "41", "42");
    List<Boolean> rows =
        Person.read(REMINDERS).stream()
            .map(person -> unknown.contains(lastTwoDigits(person.toNumber())))
            .toList();

    for (int row = 2; row < rows.size(); row++) {
      assertThat(rows.subList(row - 2, row + 1)).as("rows up to %s", row).contains(false);
    }
  }

  private static String lastTwoDigits(String number) {
    return number.substring(number.length() - 2);
  }

  private List<Person> read(String csv) throws IOException {
    Path file = folder.resolve("people.csv");
    Files.writeString(file, csv);
    return Person.read(file);
  }
}
