package io.callstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {

  private static final Set<String> KNOWN = Set.of("a", "b");

  @Test
  void readsWhatItKnows() {
    var query = ((Query.Reading.Known) Query.read("a=1%2B1&&b", KNOWN)).query();

    assertThat(query.get("a")).isEqualTo("1+1");
    assertThat(query.get("b")).isEmpty();
    assertThat(query.get("c")).isNull();
    assertThat(Query.read(null, Set.of())).isInstanceOf(Query.Reading.Known.class);
  }

  @ParameterizedTest
  @CsvSource({"c=1, c", "a=1&a=2, a", "a=%00, a", "%zz=1, %zz=1", "a=%, a=%", "A=1, A"})
  void refusesTheRest(String queryString, String field) {
    assertThat(Query.read(queryString, KNOWN))
        .isInstanceOfSatisfying(
            Query.Reading.Wrong.class,
            wrong ->
                assertThat(wrong.errors()).extracting(FieldError::field).containsExactly(field));
  }
}
