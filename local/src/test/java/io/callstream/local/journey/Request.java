package io.callstream.local.journey;

import java.util.UUID;

/** A request that the gateway has accepted; its one call has the same id. */
record Request(UUID id, String toNumber) {}
