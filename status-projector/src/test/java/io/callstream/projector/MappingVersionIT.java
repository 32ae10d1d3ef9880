package io.callstream.projector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.projector.fold.StatusMapping;
import io.callstream.runtime.database.SetUpWrongly;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two mappings never write the same rows. */
class MappingVersionIT {

  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @BeforeEach
  void clear() {
    rig.clear();
    rig.run("update calls.mapping set version = " + StatusMapping.VERSION);
  }

  @Test
  void batchOfAProjectorWithAnotherMappingChangesNothing() {
    rig.run("update calls.mapping set version = version + 1");

    assertThatThrownBy(() -> rig.batch(Records.request(Records.placeCall(UUID.randomUUID()))))
        .isInstanceOf(SetUpWrongly.class)
        .hasMessageContaining("too old");
    assertThat(rig.count("calls.retell_calls")).isZero();
  }

  @Test
  void newerProjectorWaitsForTheSwitchWhereThereAreRows() {
    rig.batch(Records.request(Records.placeCall(UUID.randomUUID())));

    assertThatThrownBy(rig.mapping(StatusMapping.VERSION + 1)::await)
        .isInstanceOf(SetUpWrongly.class)
        .hasMessageContaining("callstream rebuild --switch");
    rig.mapping(StatusMapping.VERSION).await();
  }

  @Test
  void emptyReadModelIsTakenOverAtOnce() {
    rig.mapping(StatusMapping.VERSION + 1).await();

    assertThatThrownBy(rig.mapping(StatusMapping.VERSION)::require)
        .isInstanceOf(SetUpWrongly.class);
  }
}
