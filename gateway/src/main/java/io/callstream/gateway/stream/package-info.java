/** Call events as they happen, to whoever listens over HTTP. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.stream;
