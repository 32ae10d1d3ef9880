/** Dials by the dispatcher, against a Retell that only answers. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.dispatcher;
