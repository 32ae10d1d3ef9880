package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.TestLedger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No call is held for a number that opens in the same moment: nobody would wake it. */
class OpenNumbersIT {

  private static final String NUMBER = "+12125550111";

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @SuppressWarnings("NullAway.Init")
  private static OpenNumbers numbers;

  @BeforeAll
  static void open() {
    ledger = new TestLedger();
    numbers = new OpenNumbers(ledger.workClient());
  }

  @AfterAll
  static void close() throws SQLException {
    ledger.close();
  }

  @BeforeEach
  void begin() {
    ledger.reset();
  }

  @Test
  void aCallWaitsUntilItsNumberIsNoLongerShut() {
    var callId = shut();

    numbers.hold(List.of(callId));

    assertThat(hold()).isEqualTo("open_call");
    assertThat(
            ledger.text(
                "select c.due_at = n.shut_until and c.hold_until = n.shut_until from dispatch.calls c, dispatch.numbers n"))
        .isEqualTo("true");
  }

  @Test
  void aNumberThatOpensAfterTheLookHoldsNobody() {
    var callId = shut();
    assertThat(numbers.among(List.of(NUMBER), Instant.now())).containsExactly(NUMBER);
    ledger.run("update dispatch.numbers set shut_until = null");

    numbers.hold(List.of(callId));

    assertThat(hold()).isEqualTo("null");
  }

  /** More looks than the pool has connections. */
  @Test
  void aLookGivesItsConnectionBack() {
    for (int i = 0; i < 40; i++) {
      assertThat(numbers.among(List.of(NUMBER), Instant.now())).isEmpty();
    }
  }

  @Test
  void aNumberThatIsAboutToOpenHoldsNobody() {
    var callId = shut();

    ledger
        .gateTransactions()
        .executeWithoutResult(_ -> {
          ledger.gateClient().sql("update dispatch.numbers set shut_until = null").update();
          numbers.hold(List.of(callId));
        });

    assertThat(hold()).isEqualTo("null");
  }

  private static UUID shut() {
    var call = TestLedger.call(NUMBER);
    ledger.place(call);
    ledger.run("update dispatch.numbers set shut_until = clock_timestamp() + interval '1 hour'");
    return call.callId();
  }

  private static String hold() {
    return ledger.text("select hold_code from dispatch.calls");
  }
}
