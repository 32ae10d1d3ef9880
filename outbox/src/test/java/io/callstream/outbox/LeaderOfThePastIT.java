package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.runtime.loop.StopSignal;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has been overtaken between two of its steps does no more (MECHANISMS.md E1, E2). */
class LeaderOfThePastIT {

  private TestDatabase database;
  private OutboxFixture fixture;
  private Slot slot;

  @BeforeEach
  void publishSome() throws Exception {
    database = TestDatabases.create();
    fixture = new OutboxFixture(database.environment(), TestKafka.environment());
    OutboxRelay relay = fixture.start("a");
    fixture.append(0, 10);
    fixture.awaitAll(10);
    relay.stop();
    slot = new Slot(fixture.database, fixture.asLogin(), Slot.nameFor(fixture.asLogin()));
    await().atMost(OutboxFixture.LIMIT).until(slot::free);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    database.close();
  }

  @Test
  void publishesNothing() throws Exception {
    fixture.append(10, 20);

    try (RelaySession session = RelaySession.open(fixture.database, "test");
        Beat beat = Beat.start(new Leadership(session.client()), epoch() - 1)) {
      var metrics = new RelayMetrics(new SimpleMeterRegistry());
      var leading = new Leading(fixture.database, fixture.kafka, metrics, new StopSignal());
      assertThatThrownBy(() -> leading.lead(epoch() - 1, beat)).isInstanceOf(LostLeadership.class);
    }

    fixture.start("b");
    fixture.awaitAll(20);
    assertThat(fixture.seen).as("sent by the leader alone").hasSize(20);
  }

  @Test
  void forgetsNoPosition() {
    var own = new Positions(fixture.asLogin(), epoch());
    own.save("test", "{}");

    assertThatThrownBy(() -> past().forget()).isInstanceOf(LostLeadership.class);

    assertThat(own.load()).containsKey("test");
    assertThat(own.reached(slot.name())).isPresent();
  }

  @Test
  void beginsNoSlot() {
    var own = new Positions(fixture.asLogin(), epoch());

    assertThatThrownBy(() -> past().begin("another", "0/1")).isInstanceOf(LostLeadership.class);

    assertThat(own.reached("another")).isEmpty();
  }

  @Test
  void dropsNoSlot() {
    slot.drop(epoch() - 1);

    assertThat(slot.state()).isPresent();
  }

  private Positions past() {
    return new Positions(fixture.asLogin(), epoch() - 1);
  }

  private long epoch() {
    return fixture.asLogin().sql("select epoch from outbox.relay").query(Long.class).single();
  }
}
