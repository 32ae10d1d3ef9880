package io.callstream.projector.fold;

import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A row of {@code calls.retell_calls} as the fold sees it.
 *
 * @param version how many facts are known of the call
 * @param known the columns, the marks and the stamps
 * @param standing made from {@code known} by {@link StatusMapping}
 */
public record CallRow(UUID callId, long version, Claims known, Standing standing) {

  /** The column's value; empty for null. */
  public Optional<JsonNode> column(Field field) {
    return known.of(field).map(Known::value).or(() -> unsaid(field));
  }

  /** An end of ours has a time of ours; a call none of whose signals bears a time, begins 1970. */
  private Optional<JsonNode> unsaid(Field field) {
    @Nullable Instant time =
        switch (field) {
          case ENDED_AT -> standing.assumedAt();
          case REQUESTED_AT -> Instant.EPOCH;
          default -> null;
        };
    return Optional.ofNullable(time).map(Json::text).map(JsonNodeFactory.instance::stringNode);
  }
}
