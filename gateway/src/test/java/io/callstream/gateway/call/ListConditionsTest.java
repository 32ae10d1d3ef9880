package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.ErrorCode;
import io.callstream.retell.ending.DisconnectionReasons;
import io.callstream.retell.ending.Ending;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a list by status says of the outcome, for the sake of the index. */
class ListConditionsTest {

  /** The predicates of the indexes (projector, V8): in other words they would not be used. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "completed | outcome in ('answered', 'transferred', 'voicemail', 'failed')",
        "failed | outcome in ('no_answer', 'busy', 'declined', 'invalid', 'not_joined', 'failed',"
            + " 'unknown')",
      })
  void endsAreAskedForInTheWordsOfTheirIndex(String status, String condition) {
    assertThat(ListConditions.STATUSES).containsEntry(status, condition);
  }

  @Test
  void everyEndIsInTheListOfItsStatus() {
    for (var reason : DisconnectionReasons.all()) {
      assertListed(reason.status().wire(), reason.outcome().wire());
    }
    for (var code : ErrorCode.values()) {
      assertListed("failed", code.outcome().wire());
    }
    for (var status : new String[] {"ended", "not_connected", "error"}) {
      assertListed(Ending.of(status, (String) null));
      for (var reason : List.of("dial_new", "error_new", "news")) {
        assertListed(Ending.of(status, reason));
      }
    }
  }

  private static void assertListed(Ending ending) {
    assertListed(
        Objects.requireNonNull(ending.status()).wire(),
        Objects.requireNonNull(ending.outcome()).wire());
  }

  private static void assertListed(String status, String outcome) {
    assertThat(ListConditions.STATUSES.get(status)).as(status).contains("'" + outcome + "'");
  }
}
