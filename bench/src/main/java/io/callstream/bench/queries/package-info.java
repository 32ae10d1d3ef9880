/** The gateway's lists, exports and figures over many calls. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.queries;
