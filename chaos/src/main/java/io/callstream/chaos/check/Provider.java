package io.callstream.chaos.check;

import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** What the sandbox says of itself, asked before anything else. */
record Provider(JsonNode health) {

  Provider(Http sandbox) throws IOException {
    this(Json.tree(sandbox.get("/sandbox/health").getBytes(StandardCharsets.UTF_8)));
  }

  long webhooksTaken() {
    return health.path("webhooks_taken").asLong();
  }

  /** Else it is no witness. */
  Claim remembers() {
    Claim claim = Claim.atRest("the sandbox has forgotten no call and dropped no webhook");
    claim.unless(
        health.path("calls_forgotten").asLong(-1) == 0
            && health.path("webhooks_dropped").asLong(-1) == 0,
        health::toString);
    return claim.atLeast(1);
  }
}
