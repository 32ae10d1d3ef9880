package io.callstream.dispatcher.rules;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What concerns one call, read under the locks of its request, its number and its row.
 *
 * @param cancelled whether its request was withdrawn
 * @param dials the states of its earlier dials
 * @param uncleared one of them was throttled, and Retell's list has not yet shown that it never
 *     became a call
 * @param numberOpen its number has a dial that is open
 * @param numberShutUntil its number may be ringing until then, or never was shut
 */
public record CallFacts(
    CallState state,
    Instant dueAt,
    Instant expiresAt,
    boolean cancelled,
    List<DialState> dials,
    boolean uncleared,
    boolean numberOpen,
    @Nullable Instant numberShutUntil) {}
