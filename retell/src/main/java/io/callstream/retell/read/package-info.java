/** Asking Retell: calls, concurrency, numbers, and stopping a call. All of it may be repeated. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell.read;
