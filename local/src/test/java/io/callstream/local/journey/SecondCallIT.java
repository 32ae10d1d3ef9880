package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.NameBasedIds;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Retell makes more than one call of one create: what only webhooks tell. */
class SecondCallIT {

  private static final Duration POLL = Duration.ofMillis(300);

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);

  @AfterEach
  void openTheLine() {
    rig.gateway().upload("/api/v1/dialling/start", "application/json", new byte[0]);
  }

  @Test
  void furtherRetellIdsOfADialHaveRowsOfTheirOwnAndTheThirdShutsTheLine() throws IOException {
    openTheLine();
    Request request = calls.place(Phones.anyone());
    calls.awaitEnd(request);
    Ledger.Entry create = rig.ledger().of(request).getFirst();
    String first = String.valueOf(create.retellCallId());

    tellOfAnother(create, first + "_b");
    rowOfItsOwn(request, first + "_b");
    tellOfAnother(create, first + "_c");
    rowOfItsOwn(request, first + "_c");
    assertThat(line().path("open").asBoolean()).as("after two").isTrue();
    tellOfAnother(create, first + "_d");
    rowOfItsOwn(request, first + "_d");

    await("the third shuts the line")
        .atMost(Rig.LIMIT)
        .pollInterval(POLL)
        .until(() -> !line().path("open").asBoolean());
    assertThat(line().path("reason").asString("")).isNotEmpty();
    assertThat(calls.row(request).path("retell_call_id").asString("")).isEqualTo(first);
    assertThat(Files.readString(rig.part(Rig.DISPATCHER).logFile()))
        .as("an alert of each")
        .contains(
            "has a second call " + first + "_b",
            "has a second call " + first + "_c",
            "has a second call " + first + "_d");
    Request waiting = calls.place(Phones.anyone());
    await("whoever is to be called waits, and says why")
        .atMost(Rig.LIMIT)
        .pollInterval(POLL)
        .until(
            () -> calls.row(waiting).path("hold").path("code").asString("").equals("line_stopped"));
    assertThat(rig.ledger().of(waiting)).isEmpty();

    openTheLine();

    assertThat(calls.awaitEnd(waiting).path("status").asString()).isEqualTo("completed");
    assertThat(rig.ledger().ringsOf(request)).isEqualTo(1);
  }

  private JsonNode line() {
    return Calls.tree(rig.gateway().get("/api/v1/dialling")).path("line");
  }

  private void tellOfAnother(Ledger.Entry create, String retellCallId) {
    OwnWebhook.ended(OwnWebhook.call(retellCallId, create.toNumber(), create.metadata())).send(rig);
  }

  private void rowOfItsOwn(Request request, String retellCallId) {
    JsonNode row =
        await("a row of " + retellCallId)
            .atMost(Rig.LIMIT)
            .pollInterval(POLL)
            .ignoreException(AssertionError.class)
            .until(() -> calls.row(retellCallId), Calls::ended);
    assertThat(row.path("call_id").asString(""))
        .isEqualTo(NameBasedIds.foreignCallId(retellCallId).toString());
    assertThat(row.path("request_id").asString("")).isEqualTo(request.id().toString());
    assertThat(row.path("outcome").asString("")).isEqualTo("answered");
  }
}
