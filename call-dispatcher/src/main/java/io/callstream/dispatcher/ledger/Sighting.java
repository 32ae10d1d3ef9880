package io.callstream.dispatcher.ledger;

import io.callstream.retell.CallOrigin;
import org.jspecify.annotations.Nullable;

/**
 * That Retell has a call: from a webhook, a list, an answer.
 *
 * @param origin what its metadata says; null unless it names our installation
 * @param end set when the call is over
 * @param connected whether it says that the call has just connected
 */
public record Sighting(
    String retellCallId, @Nullable CallOrigin origin, @Nullable End end, boolean connected) {}
