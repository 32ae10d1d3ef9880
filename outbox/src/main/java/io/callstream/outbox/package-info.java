/** Appends messages in the writer's transaction, and relays them to Kafka. */
@org.jspecify.annotations.NullMarked
package io.callstream.outbox;
