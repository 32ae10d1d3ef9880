package io.callstream.chaos.check;

import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the sandbox has received, synced before each answer: the truth about which phones rang. */
record Ledger(List<Create> creates) {

  private static final int TOO_MANY = 429;

  /**
   * One create.
   *
   * @param callId as we told Retell, as are request and dial; empty when we did not
   * @param retellCallId null when no call was made
   * @param answer the HTTP status; zero when the connection was cut in place of an answer
   */
  record Create(
      Instant at,
      String callId,
      String requestId,
      String dialId,
      String toNumber,
      @Nullable String retellCallId,
      boolean rang,
      int answer) {

    static Create of(JsonNode line) {
      JsonNode metadata = line.path("metadata");
      return new Create(
          Instant.parse(line.path("received_at").asString()),
          metadata.path(MetadataKeys.CALL_ID).asString(""),
          metadata.path(MetadataKeys.REQUEST_ID).asString(""),
          metadata.path(MetadataKeys.DIAL_ID).asString(""),
          line.path("to_number").asString(""),
          line.path("call_id").isString() ? line.path("call_id").asString() : null,
          line.path("rang").asBoolean(),
          line.path("answer").asInt(0));
    }

    boolean throttled() {
      return answer == TOO_MANY;
    }

    /** Told that it is not to be tried again. */
    boolean refused() {
      return answer >= 400 && answer < 500 && !throttled();
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

  List<Create> rings() {
    return creates.stream().filter(Create::rang).toList();
  }

  /** By any of its words, each group in the order of its times. */
  static Map<String, List<Create>> by(List<Create> creates, Function<Create, String> word) {
    return creates.stream()
        .sorted(Comparator.comparing(Create::at))
        .collect(Collectors.groupingBy(word));
  }

  /** Retell's call that was made for each of ours. */
  Map<String, String> retellCallIds() {
    return creates.stream()
        .filter(create -> create.retellCallId() != null)
        .collect(
            Collectors.toMap(
                Create::callId, create -> String.valueOf(create.retellCallId()), (one, _) -> one));
  }

  static Map<String, JsonNode> byCallId(List<JsonNode> calls) {
    return calls.stream()
        .collect(Collectors.toMap(call -> call.path("call_id").asString(), Function.identity()));
  }
}
