/** Kafka: where it is, how our clients are set, and that the topics are as they must be. */
@NullMarked
package io.callstream.runtime.kafka;

import org.jspecify.annotations.NullMarked;
