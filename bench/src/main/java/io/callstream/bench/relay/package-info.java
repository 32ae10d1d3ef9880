/** The outbox published by the relay, beside the bare engine that it stands on. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.relay;
