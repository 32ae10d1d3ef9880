/** What crosses Kafka and what the services must agree on; no effects, no Spring, no SQL. */
@org.jspecify.annotations.NullMarked
package io.callstream.contracts;
