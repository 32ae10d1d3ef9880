/** Calls over HTTP: placing, listing, reading, cancelling. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.call;
