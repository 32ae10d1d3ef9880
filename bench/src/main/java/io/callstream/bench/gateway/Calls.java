package io.callstream.bench.gateway;

import io.callstream.contracts.Json;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calls that are asked for. */
final class Calls implements Requests {

  static final String PATH = "/api/v1/calls";

  private final String header;

  /** By who has that key. */
  Calls(String adminKey) {
    this.header = "Authorization: Bearer " + adminKey;
  }

  @Override
  public byte[] next() {
    var call =
        JsonNodeFactory.instance
            .objectNode()
            .put("to_number", "+1212555" + ThreadLocalRandom.current().nextInt(1_000, 10_000))
            .put("from_number", "+12125550117")
            .put("agent_id", "agent_bench");
    call.putObject("variables").put("customer_name", "Amina Duarte").put("day", "Thursday");
    call.putObject("metadata").put("order", ThreadLocalRandom.current().nextLong());
    return Requests.post(PATH, header, Json.bytes(call));
  }
}
