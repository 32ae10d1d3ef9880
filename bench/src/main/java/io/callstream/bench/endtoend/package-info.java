/** The whole system, from a campaign's start to the last end in the read model. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.endtoend;
