/** What comes in from Kafka: requests, webhooks, and webhooks that another reader gave up on. */
@NullMarked
package io.callstream.dispatcher.intake;

import org.jspecify.annotations.NullMarked;
