package io.callstream.local.demo;

import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * How often each request's phone rang, as the sandbox's ledger has it: it, not we, is the phone.
 *
 * @param byRequest only requests that rang
 */
public record Rings(Map<String, Long> byRequest) {

  /** Counts in a ledger (CONTRACT.md, Sandbox: a JSON object in each line). */
  public static Rings in(Stream<String> ledger) {
    return new Rings(
        ledger
            .filter(line -> !line.isBlank())
            .map(line ->
                Json.read(line.getBytes(java.nio.charset.StandardCharsets.UTF_8), JsonNode.class))
            .filter(entry -> entry.path("rang").asBoolean(false))
            .map(entry -> entry.path("metadata").path(MetadataKeys.REQUEST_ID).asString(""))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
  }

  /** How many of these requests rang at all. */
  public long rang(Collection<UUID> requests) {
    return requests.stream().map(UUID::toString).filter(byRequest::containsKey).count();
  }

  /** Those that rang more than once, and rings without a request. */
  public List<String> faults() {
    return byRequest.entrySet().stream()
        .filter(entry -> entry.getValue() > 1 || entry.getKey().isEmpty())
        .map(entry ->
            "%s rang %d times"
                .formatted(
                    entry.getKey().isEmpty() ? "a call of no request" : entry.getKey(),
                    entry.getValue()))
        .toList();
  }
}
