package io.callstream.chaos.check;

import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.CampaignLoad;
import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The campaign, as the gateway tells of it. */
record CampaignRows(CampaignLoad load, Http gateway) {

  private static final String PATH = "/api/v1/campaigns/";

  /** Its people; nobody while there is no campaign. */
  List<Accepted> accepted() throws IOException {
    List<Accepted> accepted = new ArrayList<>();
    if (!load.id().isEmpty()) {
      Pages.each(
          gateway,
          PATH + load.id() + "/recipients?limit=200",
          person ->
              accepted.add(
                  new Accepted(
                      UUID.fromString(person.path("request_id").asString()),
                      person.path("to_number").asString(),
                      Instant.MAX,
                      CampaignLoad.ATTEMPTS,
                      load.id())));
    }
    return accepted;
  }

  /** Everybody is counted once, and nobody is left. */
  Claim over() throws IOException {
    Claim over = Claim.atRest("the campaign is finished, and its counts add up");
    if (load.people() == 0) {
      return over;
    }
    JsonNode progress =
        Json.tree(gateway.get(PATH + load.id() + "/progress").getBytes(StandardCharsets.UTF_8));
    long ended =
        Stream.of("completed", "failed", "abandoned")
            .mapToLong(state -> progress.path(state).asLong())
            .sum();
    over.looked(ended);
    if (!progress.path("state").asString("").equals("finished")
        || progress.path("recipients").asLong() != load.people()
        || ended != load.people()) {
      over.fault(progress.toString());
    }
    return over.atLeast(load.people());
  }
}
