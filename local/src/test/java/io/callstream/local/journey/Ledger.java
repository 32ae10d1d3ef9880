package io.callstream.local.journey;

import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the sandbox has received: the truth about which phones rang. */
record Ledger(List<Entry> entries) {

  /** One create. */
  record Entry(JsonNode line) {

    @Nullable String retellCallId() {
      return line.path("call_id").isString() ? line.path("call_id").asString() : null;
    }

    Instant receivedAt() {
      return Instant.parse(line.path("received_at").asString());
    }

    boolean rang() {
      return line.path("rang").asBoolean();
    }

    JsonNode metadata() {
      return line.path("metadata");
    }

    String toNumber() {
      return line.path("to_number").asString("");
    }

    String requestId() {
      return metadata().path(MetadataKeys.REQUEST_ID).asString("");
    }

    /** Of the attempt. */
    String callId() {
      return metadata().path(MetadataKeys.CALL_ID).asString("");
    }

    String dialId() {
      return metadata().path(MetadataKeys.DIAL_ID).asString("");
    }
  }

  static Ledger read(Http http) {
    return new Ledger(
        http.get("/sandbox/ledger")
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> new Entry(Json.tree(line.getBytes(StandardCharsets.UTF_8))))
            .toList());
  }

  List<Entry> of(Request request) {
    return of(request.id());
  }

  List<Entry> of(UUID requestId) {
    return entries.stream()
        .filter(entry -> entry.requestId().equals(requestId.toString()))
        .toList();
  }

  long ringsOf(Request request) {
    return of(request).stream().filter(Entry::rang).count();
  }

  /** The call that Retell made for the request, when it made one. */
  Optional<String> retellCallIdOf(Request request) {
    return of(request).stream()
        .map(Entry::retellCallId)
        .filter(id -> id != null)
        .map(String::valueOf)
        .findFirst();
  }

  /** How many creates each dial has sent. */
  Map<String, Long> createsByDial() {
    return entries.stream()
        .map(Entry::dialId)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
