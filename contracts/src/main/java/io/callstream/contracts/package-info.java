/** What crosses Kafka: records, topics, the JSON codec. */
@org.jspecify.annotations.NullMarked
package io.callstream.contracts;
