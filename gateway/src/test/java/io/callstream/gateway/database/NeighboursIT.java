package io.callstream.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gateway beside the schemas that dispatcher and projector really make. */
class NeighboursIT {

  private static final String CALLS = "/api/v1/calls";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.migrate("call-dispatcher", "dispatch");
    db.migrate("status-projector", "calls");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void readsLineAndGuard() {
    assertThat(gateway.get("/api/v1/dialling").text())
        .isEqualTo(
            "{\"stopped\":false,\"line\":{\"open\":true,\"reason\":null},\"guard\":{\"shut\":false,\"reason\":null,\"releasable\":false}}");
    gateway.post("/api/v1/dialling/guard/release").isProblem(409);
  }

  @Test
  void readsCallsTimelinesAndHolds() {
    var id = place();
    dispatcherTakes(id);

    assertThat(gateway.get(CALLS + "/" + id).at("/hold/code")).isEqualTo("paced");
    assertThat(gateway.get(CALLS + "/" + id + "/events").status()).isEqualTo(200);
    assertThat(gateway.get(CALLS + "?status=initiated&q=call_x").status()).isEqualTo(200);
    gateway.get(CALLS + "/call_unknown").isProblem(404);
  }

  @Test
  void cancelsWhatWaitsAndNotWhatIsDone() {
    var waiting = place();
    dispatcherTakes(waiting);
    var done = place();
    dispatcherTakes(done);
    db.run(
        "update dispatch.calls set state = 'done', done_as = 'expired', done_at = now() where call_id = ?",
        done);

    assertThat(gateway.post(CALLS + "/" + waiting + "/cancel").status()).isEqualTo(200);
    gateway.post(CALLS + "/" + done + "/cancel").isProblem(409);
  }

  private static UUID place() {
    return UUID.fromString(gateway.post(CALLS, "{\"to_number\": \"+12125550123\"}").at("/call_id"));
  }

  private static void dispatcherTakes(UUID id) {
    db.run(
        """
        insert into dispatch.calls (call_id, request_id, to_number, from_number, variables, metadata,
                                    requested_at, due_at, expires_at)
        values (?, ?, '+12125550123', '+12125550100', '{}', '{}', now(), now(), now() + interval '1h')
        """,
        id,
        id);
  }
}
