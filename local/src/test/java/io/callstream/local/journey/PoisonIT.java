package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One webhook in a hundred that the read model cannot take: told, kept, mended, sent again. */
class PoisonIT {

  private static final int WEBHOOKS = 500;
  private static final int POISON_EVERY = 100;
  private static final String LETTERS = "/api/v1/dead-letters";
  private static final String POISONED_NUMBER = "+13105550999";

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);

  @AfterEach
  void mend() throws Exception {
    database("alter table calls.retell_calls drop constraint if exists planted");
  }

  @Test
  void neighboursPassAndWhatWasSetAsideIsRightAfterTheMendAndTheRedrive() throws Exception {
    database(
        "alter table calls.retell_calls add constraint planted check (to_number <> '%s') not valid"
            .formatted(POISONED_NUMBER));
    List<String> good = new ArrayList<>();
    List<String> poison = new ArrayList<>();
    for (int n = 0; n < WEBHOOKS; n++) {
      boolean poisoned = n % POISON_EVERY == 0;
      var id = "call_" + UUID.randomUUID();
      (poisoned ? poison : good).add(id);
      OwnWebhook.ended(foreign(id, poisoned ? POISONED_NUMBER : "+13105550123")).send(rig);
    }

    good.forEach(this::awaitCompleted);
    await("all poison is set aside")
        .atMost(Rig.LIMIT)
        .untilAsserted(() -> {
          assertThat(letters()).hasSameSizeAs(poison);
        });
    letters()
        .forEach(letter -> {
          var shown = tree(LETTERS + "/" + letter.path("id"));
          assertThat(shown.path("reason").asString() + shown.path("cause").asString())
              .contains("DataIntegrityViolation");
          assertThat(shown.path("payload").asString()).contains(POISONED_NUMBER);
        });
    poison.forEach(
        id -> assertThat(rig.gateway().answer("/api/v1/calls/" + id).statusCode()).isEqualTo(404));

    mend();
    var done =
        rig.gateway()
            .post(LETTERS + "/redrive", Json.bytes(Map.of("topic", "retell-webhooks")), Map.of());
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);

    poison.forEach(this::awaitCompleted);
    assertThat(letters()).isEmpty();
  }

  private static JsonNode foreign(String id, String toNumber) {
    return OwnWebhook.call(id, toNumber, JsonNodeFactory.instance.objectNode());
  }

  private void awaitCompleted(String id) {
    await("the call has a row")
        .atMost(Rig.LIMIT)
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(() -> calls.row(id).path("status").asString().equals("completed"));
  }

  private List<JsonNode> letters() {
    return Stream.of(tree(LETTERS + "?limit=200").path("items"))
        .flatMap(JsonNode::valueStream)
        .filter(letter -> letter.path("topic").asString().equals("retell-webhooks"))
        .toList();
  }

  private JsonNode tree(String path) {
    return Calls.tree(rig.gateway().get(path));
  }

  private void database(String statement) throws Exception {
    try (Connection superuser = rig.database();
        Statement sql = superuser.createStatement()) {
      sql.execute(statement);
    }
  }
}
