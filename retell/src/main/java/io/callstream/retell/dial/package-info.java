/** Placing a call: one connection, one request, one answer that never claims more than it knows. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell.dial;
