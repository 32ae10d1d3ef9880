package io.callstream.contracts;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * The value of a record of {@link Topics#CALL_EVENTS}.
 *
 * @param at when the fact came to be, by the provider's or the writer's clock, never the reader's
 * @param source who said so: gateway, dispatcher, webhook, asked
 * @param version number of facts of the call so far, counted from 1
 * @param call the row after the fact, as CONTRACT.md ("Messages") lists its fields
 */
public record CallEvent(Fact fact, Instant at, String source, long version, ObjectNode call) {}
