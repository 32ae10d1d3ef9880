package io.callstream.local.journey;

import static org.awaitility.Awaitility.await;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What Retell itself knows of calls, asked past everything of ours. */
record Truth(Rig rig) {

  /** The call object once the call is over. */
  JsonNode of(Request call) {
    String id =
        await("Retell has a call")
            .atMost(Rig.LIMIT)
            .until(() -> rig.ledger().retellCallIdOf(call), Optional::isPresent)
            .orElseThrow();
    return await("the call is over at Retell")
        .atMost(Rig.LIMIT)
        .until(() -> of(id), truth -> truth.path("disconnection_reason").isString());
  }

  /** The call object as it is now. */
  JsonNode of(String retellCallId) {
    return Calls.tree(rig.sandbox().get("/v2/get-call/" + retellCallId));
  }
}
