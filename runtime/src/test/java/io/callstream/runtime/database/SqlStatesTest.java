package io.callstream.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.CharConversionException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class SqlStatesTest {

  @ParameterizedTest
  @CsvSource({
    "08006,TRANSIENT",
    "25006,TRANSIENT",
    "25P03,TRANSIENT",
    "25P04,TRANSIENT",
    "40001,TRANSIENT",
    "40P01,TRANSIENT",
    "53300,TRANSIENT",
    "55P03,TRANSIENT",
    "57P01,TRANSIENT",
    "57014,TRANSIENT",
    "58030,TRANSIENT",
    "28P01,SYSTEMIC",
    "3D000,SYSTEMIC",
    "42501,SYSTEMIC",
    "42P01,SYSTEMIC",
    "22021,POISON",
    "22P02,POISON",
    "23505,POISON",
    "23514,POISON",
    "25001,POISON",
    "55000,POISON",
    "P0001,POISON"
  })
  void judgesBySqlState(String state, Trouble trouble) {
    assertThat(SqlStates.judge(new RuntimeException(new SQLException("x", state))))
        .isEqualTo(trouble);
  }

  @Test
  void theDeepestCauseThatSaysAnythingDecides() {
    assertThat(
            SqlStates.judge(
                new CannotCreateTransactionException("x", new SQLException("x", "28P01"))))
        .isEqualTo(Trouble.SYSTEMIC);
    assertThat(
            SqlStates.judge(
                new SQLTransientConnectionException("x", new SQLException("x", "53300"))))
        .isEqualTo(Trouble.TRANSIENT);
  }

  @Test
  void anExhaustedPoolIsTransient() {
    assertThat(
            SqlStates.judge(
                new CannotCreateTransactionException(
                    "x", new SQLTransientConnectionException("no connection in time"))))
        .isEqualTo(Trouble.TRANSIENT);
  }

  @Test
  void aRollbackOnAClosedConnectionIsTransient() {
    assertThat(
            SqlStates.judge(
                new TransactionSystemException("x", new SQLException("Connection is closed"))))
        .isEqualTo(Trouble.TRANSIENT);
  }

  @Test
  void aConstraintThatRefusesTheCommitIsPoison() {
    assertThat(SqlStates.judge(new TransactionSystemException("x", new SQLException("x", "23505"))))
        .isEqualTo(Trouble.POISON);
    assertThat(
            SqlStates.judge(
                new CannotCreateTransactionException("x", new SQLException("x", "22000"))))
        .isEqualTo(Trouble.POISON);
  }

  @Test
  void whatTheRecordItselfCausesIsPoison() {
    assertThat(SqlStates.judge(new IllegalArgumentException("x"))).isEqualTo(Trouble.POISON);
    assertThat(SqlStates.judge(new RuntimeException(new CharConversionException("x"))))
        .isEqualTo(Trouble.POISON);
    assertThat(SqlStates.judge(new StackOverflowError())).isEqualTo(Trouble.POISON);
    assertThat(SqlStates.judge(new DataIntegrityViolationException("x"))).isEqualTo(Trouble.POISON);
  }

  @Test
  void aBrokenProcessIsSystemic() {
    assertThat(SqlStates.judge(new NoClassDefFoundError("x"))).isEqualTo(Trouble.SYSTEMIC);
    assertThat(SqlStates.judge(new OutOfMemoryError("x"))).isEqualTo(Trouble.SYSTEMIC);
    assertThat(SqlStates.judge(new SetUpWrongly("x"))).isEqualTo(Trouble.SYSTEMIC);
  }

  @ParameterizedTest
  @CsvSource({"3F000,true", "42883,true", "42P01,true", "42501,false", "08006,false"})
  void knowsWhatIsNotThereYet(String state, boolean notYet) {
    assertThat(SqlStates.isNotThereYet(new RuntimeException(new SQLException("x", state))))
        .isEqualTo(notYet);
  }
}
