package io.callstream.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** MECHANISMS.md B8: a gate that freezes in its transaction does not stop all the others. */
class GatePoolIT {

  @Test
  void aFrozenGateLosesItsLocksWithinSeconds() throws Exception {
    try (var ledger = new TestLedger();
        var pool = new DispatcherConfiguration().gatePool(settings(ledger));
        var frozen = pool.getConnection();
        var statement = frozen.createStatement()) {
      frozen.setAutoCommit(false);
      statement.execute("select one from dispatch.budget for update");

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() ->
              !ledger
                  .owner()
                  .sql("select one from dispatch.budget for update skip locked")
                  .query(Boolean.class)
                  .list()
                  .isEmpty());

      assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
      assertThat(frozen.isValid(1)).isFalse();
    }
  }

  private static DatabaseSettings settings(TestLedger ledger) {
    return DatabaseSettings.from(Environment.of(ledger.database.environment()));
  }
}
