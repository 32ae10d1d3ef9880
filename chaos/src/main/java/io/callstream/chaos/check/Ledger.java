package io.callstream.chaos.check;

import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the sandbox has received, synced before each answer: the truth about which phones rang. */
record Ledger(List<Create> creates) {

  /**
   * One create.
   *
   * @param requestId as we told Retell; empty when we did not
   * @param retellCallId null when no call was made
   */
  record Create(
      Instant at,
      String requestId,
      String dialId,
      String toNumber,
      @Nullable String retellCallId,
      boolean rang) {

    static Create of(JsonNode line) {
      JsonNode metadata = line.path("metadata");
      return new Create(
          Instant.parse(line.path("received_at").asString()),
          metadata.path(MetadataKeys.REQUEST_ID).asString(""),
          metadata.path(MetadataKeys.DIAL_ID).asString(""),
          line.path("to_number").asString(""),
          line.path("call_id").isString() ? line.path("call_id").asString() : null,
          line.path("rang").asBoolean());
    }
  }

  static Ledger read(Http sandbox) throws IOException {
    return new Ledger(
        sandbox
            .get("/sandbox/ledger")
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> Create.of(Json.tree(line.getBytes(StandardCharsets.UTF_8))))
            .toList());
  }

  /** Creates that made a phone ring, by the request they were for. */
  Map<String, List<Create>> rings() {
    return creates.stream().filter(Create::rang).collect(Collectors.groupingBy(Create::requestId));
  }

  Map<String, Long> createsByDial() {
    return creates.stream().collect(Collectors.groupingBy(Create::dialId, Collectors.counting()));
  }

  /** The call that was made for each request. */
  Map<String, String> retellCallIds() {
    return creates.stream()
        .filter(create -> create.retellCallId() != null)
        .collect(
            Collectors.toMap(
                Create::requestId,
                create -> String.valueOf(create.retellCallId()),
                (one, _) -> one));
  }

  Map<String, List<Create>> ringsByNumber() {
    return creates.stream()
        .filter(Create::rang)
        .collect(Collectors.groupingBy(Create::toNumber, Collectors.toList()));
  }

  static Map<String, JsonNode> byCallId(List<JsonNode> calls) {
    return calls.stream()
        .collect(Collectors.toMap(call -> call.path("call_id").asString(), Function.identity()));
  }
}
