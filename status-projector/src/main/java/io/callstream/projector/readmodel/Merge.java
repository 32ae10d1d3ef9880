package io.callstream.projector.readmodel;

import io.callstream.projector.fold.Signal;
import java.util.UUID;

/**
 * A row that was made for a foreign call and turned out to be one of ours.
 *
 * @param foreign the row that goes
 * @param into the row it is folded into
 * @param by the signal that named the pair
 */
record Merge(String retellCallId, UUID foreign, UUID into, Signal by) {}
