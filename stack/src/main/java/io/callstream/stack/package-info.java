/**
 * Real Apache Kafka and real PostgreSQL from Maven artifacts, each a process of its own, whose data
 * survives restarts and kills.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.stack;
