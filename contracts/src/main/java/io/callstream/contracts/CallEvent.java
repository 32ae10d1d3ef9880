package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The value of a record of {@link Topics#CALL_EVENTS}.
 *
 * @param at when the fact came to be, by the provider's or the writer's clock, never the reader's
 * @param source who said so: gateway, dispatcher, webhook, asked
 * @param version number of facts of the call so far, counted from 1
 * @param call the row after the fact, as CONTRACT.md ("Messages") lists its fields
 * @param mergedInto only in the last event of a row that was folded into another: that one's call
 *     id (MECHANISMS.md G3)
 */
public record CallEvent(
    Fact fact,
    Instant at,
    String source,
    long version,
    ObjectNode call,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID mergedInto) {}
