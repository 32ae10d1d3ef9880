package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which open page is told when, by the real read model. */
class LiveCallsIT {

  private static final UUID ONE = UUID.fromString("0b5f3a60-0000-4000-8000-000000000001");
  private static final UUID TWO = UUID.fromString("0b5f3a60-0000-4000-8000-000000000002");

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  private LiveCalls live;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void calls() {
    db.run("truncate calls.retell_calls, calls.aliases, calls.facts");
    add(ONE);
    live = new LiveCalls(gateway.context().getBean(JdbcClient.class), new SimpleMeterRegistry());
  }

  private static void add(UUID id) {
    db.run(
        """
        insert into calls.retell_calls
          (call_id, request_id, attempt, call_type, direction, to_number, status, variables,
           metadata, raw_extra, requested_at, version)
        values (cast(? as uuid), cast(? as uuid), 1, 'phone_call', 'outbound', '+12125550101',
           'initiated', '{}', '{}', '{}', now(), 1)
        """,
        id.toString(),
        id.toString());
  }

  private static void change(UUID id) {
    db.run(
        "update calls.retell_calls set version = version + 1 where call_id = cast(? as uuid)",
        id.toString());
  }

  private static final class Page implements LiveCalls.Listener {

    private final Set<UUID> calls;
    private final boolean newest;
    private final int every;
    private int told;

    Page(boolean newest, int every, UUID... calls) {
      this.calls = Set.of(calls);
      this.newest = newest;
      this.every = every;
    }

    @Override
    public Set<UUID> calls() {
      return calls;
    }

    @Override
    public boolean newest() {
      return newest;
    }

    @Override
    public int every() {
      return every;
    }

    @Override
    public void changed() {
      told++;
    }

    @Override
    public void end() {}
  }

  private Page open(boolean newest, UUID... calls) {
    return open(new Page(newest, 0, calls));
  }

  private Page open(Page page) {
    assertThat(live.add(page)).isTrue();
    return page;
  }

  @Test
  void aPageHearsAtOnceAndThenOfItsOwnCallsAlone() {
    var ofOne = open(false, ONE);
    var ofTwo = open(false, TWO);
    var list = open(true, ONE);
    live.look();
    assertThat(List.of(ofOne.told, ofTwo.told, list.told)).containsOnly(1);

    live.look();
    assertThat(List.of(ofOne.told, ofTwo.told, list.told)).as("nothing new").containsOnly(1);

    change(ONE);
    live.look();
    assertThat(List.of(ofOne.told, ofTwo.told, list.told)).containsExactly(2, 1, 2);

    add(TWO);
    live.look();
    assertThat(List.of(ofOne.told, ofTwo.told, list.told)).containsExactly(2, 2, 3);
  }

  @Test
  void whoComesBackHearsAtOnceThoughNothingChanged() {
    var page = open(false, ONE);
    live.look();
    live.remove(page);
    change(ONE);
    live.look();
    assertThat(page.told).isEqualTo(1);

    var again = open(false, ONE);
    live.look();
    assertThat(again.told).isEqualTo(1);
  }

  @Test
  void aPageOfSumsHearsEverySoManyLooksWhateverHappens() {
    var sums = open(new Page(false, 3));
    live.look();
    live.look();
    assertThat(sums.told).isOne();
    change(ONE);
    for (int i = 0; i < 6; i++) {
      live.look();
    }

    assertThat(sums.told).isEqualTo(3);
  }

  @Test
  void manyPagesTakeTurnsAndNoneIsForgotten() {
    var pages = new ArrayList<Page>();
    for (int i = 0; i < 3 * LiveCalls.TOLD_MAX; i++) {
      pages.add(open(false, ONE));
    }

    live.look();
    assertThat(pages.stream().mapToInt(page -> page.told).sum()).isEqualTo(LiveCalls.TOLD_MAX);
    change(ONE);
    live.look();
    change(ONE);
    live.look();
    assertThat(pages).allMatch(page -> page.told == 1);
    change(ONE);
    for (int i = 0; i < 3; i++) {
      live.look();
    }
    assertThat(pages).as("each has heard of the last change").allMatch(page -> page.told == 2);
    live.look();
    assertThat(pages).allMatch(page -> page.told == 2);
  }

  @Test
  void thereIsALimitToThem() {
    for (int i = 0; i < LiveCalls.LISTENERS_MAX; i++) {
      open(false, ONE);
    }

    assertThat(live.add(new Page(false, 0, ONE))).isFalse();
    assertThat(new LiveController(live).listen(List.of(ONE), false, 0).getStatusCode().value())
        .isEqualTo(503);
  }
}
