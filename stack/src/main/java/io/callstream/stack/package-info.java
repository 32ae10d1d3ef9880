/** Real Kafka and PostgreSQL from Maven artifacts, each a process of its own. */
@org.jspecify.annotations.NullMarked
package io.callstream.stack;
